import type { HistoryPage } from '@atlas/shared/wire';
import type { TFunction } from 'i18next';
import type { IconName, TileColor } from '../../ui/icon.tsx';

export type HistoryEntry = HistoryPage['items'][number];

/** Also with the words of linking and protection. */
export type Speak = TFunction<['translation', 'protection']>;

export type Description = { sentences: string[]; icon: readonly [IconName, TileColor] };

/** @throws ZodError when `data` has not the shape of the event's type */
export type Describe = (t: Speak, data: HistoryEntry['data']) => Description;
