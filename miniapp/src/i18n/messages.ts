import type { en as browserEn } from './browser/en.ts';
import type { en } from './en.ts';
import type { en as mergesEn } from './merges/en.ts';
import type { en as protectionEn } from './protection/en.ts';
import type { en as screensEn } from './screens/en.ts';

export type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

type PluralKey = `${string}_${PluralForm}`;
type PluralBase<Key> = Key extends `${infer Base}_other` ? Base : never;

/** The same keys with other words: every plain key, and for each plural the forms that language has. */
type Translated<Source> = {
  [Key in keyof Source as Key extends PluralKey ? never : Key]: Source[Key] extends string
    ? string
    : Translated<Source[Key]>;
} & {
  [Key in keyof Source as PluralBase<Key> extends never
    ? never
    : `${PluralBase<Key>}_${PluralForm}`]?: string;
};

/** What a language has to say. A key that is missing or unknown does not compile. */
export type Messages = Translated<typeof en>;
export type BrowserMessages = Translated<typeof browserEn>;
export type ScreenMessages = Translated<typeof screensEn>;
export type ProtectionMessages = Translated<typeof protectionEn>;
export type MergeMessages = Translated<typeof mergesEn>;
