import { type HistoryPage, Locale, Messenger } from '@atlas/shared/wire';
import type { TFunction } from 'i18next';
import { z } from 'zod';
import { isolate } from '../../i18n/isolate.ts';
import type { IconName, TileColor } from '../../ui/icon.tsx';

export type HistoryEntry = HistoryPage['items'][number];

type Description = { sentences: string[]; icon: readonly [IconName, TileColor] };
type Describe = (t: TFunction, data: HistoryEntry['data']) => Description;

/** The fields that the sentences need; anything else in `data`, or missing from it, does no harm. */
const OfMessenger = z.object({ messenger: Messenger });
const Revoked = z.object({ sessionIds: z.array(z.string()), reason: z.string() });
const Updated = z.object({
  displayName: z.string().optional().catch(undefined),
  locale: Locale.optional().catch(undefined),
  notificationPreferences: z.unknown().optional(),
});
const Suspicious = z.object({ kind: z.string() });

const throughMessenger =
  (key: 'registered' | 'signedIn', icon: Description['icon']): Describe =>
  (t, data) => ({
    sentences: [
      t(`activity.events.${key}`, { messenger: t(`messengers.${OfMessenger.parse(data).messenger}`) }),
    ],
    icon,
  });

const describeRevoked: Describe = (t, data) => {
  const { reason, sessionIds } = Revoked.parse(data);
  if (reason === 'signed_out') return { sentences: [t('activity.events.signedOut')], icon: ['exit', 'grey'] };
  if (reason === 'refresh_token_reused') {
    return { sentences: [t('activity.events.sessionRevokedForSafety')], icon: ['shield', 'red'] };
  }
  return {
    sentences: [t('activity.events.sessionsRevoked', { count: sessionIds.length })],
    icon: ['exit', 'orange'],
  };
};

const describeUpdated: Describe = (t, data) => {
  const { displayName, locale, notificationPreferences } = Updated.parse(data);
  const sentences = [
    displayName && t('activity.events.nameChanged', { name: isolate(displayName) }),
    locale && t('activity.events.languageChanged', { language: t(`languages.${locale}`) }),
    notificationPreferences !== undefined && t('activity.events.preferencesChanged'),
  ].filter((sentence) => typeof sentence === 'string' && sentence !== '') as string[];
  return { sentences, icon: ['pen', 'blue'] };
};

const describeSuspicious: Describe = (t, data) => {
  const key =
    Suspicious.parse(data).kind === 'refresh_token_reused' ? 'keyUsedTwice' : 'linkShownByOtherDevice';
  return { sentences: [t(`activity.events.${key}`)], icon: ['warning', 'red'] };
};

const describers: Readonly<Record<string, Describe>> = {
  'user.registered.v1': throughMessenger('registered', ['person', 'green']),
  'session.opened.v1': throughMessenger('signedIn', ['phone', 'green']),
  'session.revoked.v1': describeRevoked,
  'account.updated.v1': describeUpdated,
  'suspicious.activity.v1': describeSuspicious,
};

/** An event as sentences. A type or shape that this version doesn't know is still listed, in general words. */
export const describeEvent = (t: TFunction, { type, data }: HistoryEntry): Description => {
  const other: Description = { sentences: [t('activity.events.other')], icon: ['info', 'grey'] };
  try {
    const described = describers[type]?.(t, data);
    return described && described.sentences.length > 0 ? described : other;
  } catch {
    return other;
  }
};
