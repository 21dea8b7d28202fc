import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** The folder of the package that a module comes from; null for our own modules. */
function packageFolder(moduleId: string): string | null {
  const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(moduleId.replace(/^\0/, ''));
  return match?.[1] ?? null;
}

function notice(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})\n\n${text}\n`;
}

/** Write the licence of every package that is in the bundle into one file. */
export function licenceNotices(fileName: string): Plugin {
  return {
    name: 'licence-notices',
    apply: 'build',
    generateBundle() {
      const folders = new Set<string>();
      for (const id of this.getModuleIds()) {
        const folder = packageFolder(id);
        if (folder) folders.add(folder);
      }
      const notices = [...folders].sort().map(notice);
      this.emitFile({
        type: 'asset',
        fileName,
        source: `The console contains these packages.\n\n${notices.join(`\n${'-'.repeat(72)}\n\n`)}`,
      });
    },
  };
}
