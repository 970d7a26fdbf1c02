import type { Session } from '@atlas/shared/wire';
import type { TFunction } from 'i18next';

const pattern = /^(.+) on (.+)$/;

/** The API's "Telegram on Android" in the person's language; other words stay as they are. */
export const deviceLabel = (
  t: TFunction,
  { device, messenger }: Pick<Session, 'device' | 'messenger'>,
): string => {
  const system = pattern.exec(device)?.[2];
  return system ? t('devices.deviceOn', { messenger: t(`messengers.${messenger}`), system }) : device;
};
