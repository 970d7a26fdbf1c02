import { useApp } from '../app-context.ts';
import type { Writable } from '../observable.ts';

/** Backup codes that were just made: handed to the screen that shows them, in memory only, and gone with a reload. */
export const useNewCodesSlot = (): Writable<readonly string[] | undefined> =>
  useApp().resources.slot<readonly string[]>('new-backup-codes');
