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
    rolldownOptions: {
      output: {
        // Few files compress better and come sooner than many; what changes seldom stays cached.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules\/(react|react-dom|scheduler|i18next|react-i18next|zod|dpop|idb-keyval)\//,
            },
            {
              name: 'app',
              test: /(miniapp\/src\/(?!screens|protection\/(?!protection-state)|step-up\/(?!step-up\.tsx)|messenger\/(telegram|wechat-bridge|link-bridge|outside|history)|launch\/use-(keep-looking|wechat-page)|resources\/use-(action|pages)|ui\/(looking-only|confirm-dialog|field|copy|load-more|main-action|notice|notification-icons|save-text|clock-time|use-focus-on-mount)|i18n\/(browser\/|merges\/|screens\/|protection\/|en|ru|zh)|main\.tsx)|shared\/wire\/(?!index|shop-link|factors|identities|challenges|mask))/,
            },
          ],
        },
      },
    },
  },
});
