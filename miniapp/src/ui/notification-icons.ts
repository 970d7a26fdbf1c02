import type { NotificationKind } from '@atlas/shared/wire';
import type { IconName, TileColor } from './icon.tsx';

/** The sign of each kind of message, wherever messages are listed or chosen. */
export const notificationIcons: Readonly<Record<NotificationKind, readonly [IconName, TileColor]>> = {
  security: ['shield', 'green'],
  account: ['person', 'blue'],
  welcome: ['chat', 'orange'],
  orders: ['bag', 'teal'],
  achievements: ['star', 'orange'],
  digest: ['mail', 'grey'],
  broadcast: ['bell', 'violet'],
};
