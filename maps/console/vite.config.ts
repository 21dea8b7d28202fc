import { defineConfig } from 'vite';
import { licenceNotices } from './build/licenceNotices.ts';
import { sourceHash } from './build/sourceHash.ts';

export default defineConfig({
  // The page may be served below a prefix, so every address in it is relative.
  base: './',
  plugins: [licenceNotices('console/NOTICE.txt'), sourceHash('sources.sha256')],
  build: {
    outDir: 'dist',
    assetsDir: 'console',
    target: 'es2022',
    // The page's policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/graphql': { target: process.env['QUANMAP_ADDRESS'] ?? 'http://127.0.0.1:8000', ws: true } },
  },
});
