import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const roots = ['build', 'public', 'src'];
const files = ['index.html', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'));
}

/** Write the hash of all that the page is built from, so that a test sees a build that is stale. */
export function sourceHash(fileName: string): Plugin {
  return {
    name: 'source-hash',
    apply: 'build',
    generateBundle() {
      const hash = createHash('sha256');
      for (const path of [...roots.flatMap(filesBelow), ...files].sort()) {
        hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
      }
      this.emitFile({ type: 'asset', fileName, source: `${hash.digest('hex')}\n` });
    },
  };
}
