import type { AchievementId } from '@atlas/shared/wire';
import type { IconName, TileColor } from '../../ui/icon.tsx';

/** What each badge looks like once it is earned. */
export const badges: Readonly<Record<AchievementId, readonly [IconName, TileColor]>> = {
  registered: ['person', 'green'],
  linked: ['link', 'blue'],
  protected: ['shield', 'teal'],
  authenticator: ['key', 'violet'],
  prepared: ['pen', 'orange'],
  regular: ['clock', 'blue'],
  first_order: ['bag', 'orange'],
  loyal: ['star', 'red'],
};

export const lockedBadge: readonly [IconName, TileColor] = ['lock', 'grey'];
