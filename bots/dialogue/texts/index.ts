import type { Locale } from '@atlas/shared/wire';
import { en, type TextKey, type Texts } from './en.ts';
import { ru } from './ru.ts';
import { zh } from './zh.ts';

export type { TextKey };

/** Everything a bot can say, in every language it speaks. A missing text is a type error. */
export const texts: Readonly<Record<Locale, Texts>> = { en, ru, zh };
