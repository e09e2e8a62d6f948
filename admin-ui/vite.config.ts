import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './scripts/precompress.ts';

/** In development the counter runs beside a started product: API_URL says where. */
const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

/**
 * Few files instead of a hundred small ones, each of which a slow machine would have to ask for: what
 * every page begins with; plain fields, which signing in needs too; what most other pages use. The words
 * of the desks wait for their catalogue, so nothing that everybody loads may stand beside them.
 */
const groups = [
  {
    name: 'counter',
    tags: ['$initial' as const],
    test: /node_modules|\/src\/(?!main)/,
    priority: 3,
  },
  {
    name: 'fields',
    test: /components\/(?:Input|InputBase|TextInput|PasswordInput|ActionIcon)\/|src\/session\/|design\/useAction/,
    priority: 2,
  },
  {
    name: 'common',
    test: /node_modules|src\/(?:api|design|session|shell|wallet)\//,
    minShareCount: 12,
    priority: 1,
  },
];

export default defineConfig({
  plugins: [react(), precompress()],
  server: { proxy: { '/api': api, '/health': api } },
  preview: { proxy: { '/api': api, '/health': api } },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    // Which script needs which, for the budget of what a page loads.
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
});
