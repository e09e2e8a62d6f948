/*
 * The counter's fields and formats by themselves, in a light DOM: Vite compiles them as it does for a
 * browser, and each file of `admin-ui/test` says what holds.
 */
import { globSync } from 'node:fs';
import { createServer } from 'vite';
import { inRoot } from '../../scripts/lib/paths.ts';

const room = inRoot('admin-ui');
const server = await createServer({
  root: room,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
});

try {
  // First: what the components ask of a browser when they are loaded.
  await server.ssrLoadModule('/test/dom.ts');
  for (const file of globSync('test/*.spec.tsx', { cwd: room }).toSorted()) {
    await server.ssrLoadModule(`/${file}`);
  }
} finally {
  await server.close();
}
