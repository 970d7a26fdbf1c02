import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/sandbox/',
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2023',
    // Everything is a file of ours: the page's policy allows no data: address and no inline script.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: [
        join(import.meta.dirname, 'index.html'),
        join(import.meta.dirname, 'finger.html'),
        join(import.meta.dirname, 'wa-me.html'),
      ],
    },
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/sandbox/control': 'http://127.0.0.1:3000', '/sandbox/telegram': 'http://127.0.0.1:3000' },
  },
});
