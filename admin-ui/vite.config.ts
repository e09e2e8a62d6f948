import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** In development the counter runs beside a started product: API_URL says where. */
const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': api, '/health': api } },
  preview: { proxy: { '/api': api, '/health': api } },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    // Which script needs which, for the budget of what a page loads.
    manifest: true,
  },
});
