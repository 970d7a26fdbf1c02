import 'i18next';
import type { en as browserEn } from './browser/en.ts';
import type { en } from './en.ts';
import type { en as mergesEn } from './merges/en.ts';
import type { en as protectionEn } from './protection/en.ts';
import type { en as screensEn } from './screens/en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: {
      translation: typeof en & typeof browserEn & typeof screensEn;
      protection: typeof protectionEn;
      merges: typeof mergesEn;
    };
  }
}
