import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/miniapp/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    // Telegram's web views: Android System WebView, WKWebView, Qt WebEngine of the last three years.
    target: ['chrome111', 'safari16.4', 'firefox115'],
    // The page's CSP has no inline styles or scripts, and images only as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    sourcemap: false,
  },
});
