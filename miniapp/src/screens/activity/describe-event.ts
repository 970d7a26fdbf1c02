import { AchievementId, Locale, Messenger } from '@atlas/shared/wire';
import { z } from 'zod';
import { isolate } from '../../i18n/isolate.ts';
import { protectionDescribers } from './describe-protection.ts';
import type { Describe, Description, HistoryEntry, Speak } from './description.ts';

/** The fields that the sentences need; anything else in `data`, or missing from it, does no harm. */
const OfMessenger = z.object({ messenger: Messenger });
const Revoked = z.object({ sessionIds: z.array(z.string()), reason: z.string() });
const Achieved = z.object({ achievement: AchievementId });
const Updated = z.object({
  displayName: z.string().optional().catch(undefined),
  locale: Locale.optional().catch(undefined),
  notificationPreferences: z.unknown().optional(),
});

const throughMessenger =
  (key: 'registered' | 'signedIn', icon: Description['icon']): Describe =>
  (t, data) => ({
    sentences: [
      t(`activity.events.${key}`, { messenger: t(`messengers.${OfMessenger.parse(data).messenger}`) }),
    ],
    icon,
  });

/** Causes that end other sessions by themselves. */
const endedBy = ['shop_linked', 'factor_added', 'factor_removed', 'recovered'] as const;

const describeRevoked: Describe = (t, data) => {
  const { reason, sessionIds } = Revoked.parse(data);
  if (reason === 'signed_out') return { sentences: [t('activity.events.signedOut')], icon: ['exit', 'grey'] };
  if (reason === 'refresh_token_reused') {
    return { sentences: [t('activity.events.sessionRevokedForSafety')], icon: ['shield', 'red'] };
  }
  const cause = endedBy.find((known) => known === reason);
  if (cause) return { sentences: [t(`protection:events.sessionsEnded.${cause}`)], icon: ['shield', 'blue'] };
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

const describeAchievement: Describe = (t, data) => {
  const { achievement } = Achieved.parse(data);
  const name = t(`achievements.badges.${achievement}.title`);
  return { sentences: [t('activity.events.achievementEarned', { name })], icon: ['star', 'violet'] };
};

const describers: Readonly<Record<string, Describe>> = {
  'user.registered.v1': throughMessenger('registered', ['person', 'green']),
  'session.opened.v1': throughMessenger('signedIn', ['phone', 'green']),
  'session.revoked.v1': describeRevoked,
  'account.updated.v1': describeUpdated,
  'achievement.granted.v1': describeAchievement,
  ...protectionDescribers,
};

/** An event as sentences. A type or shape that this version doesn't know is still listed, in general words. */
export const describeEvent = (t: Speak, { type, data }: HistoryEntry): Description => {
  const other: Description = { sentences: [t('activity.events.other')], icon: ['info', 'grey'] };
  try {
    const described = describers[type]?.(t, data);
    return described && described.sentences.length > 0 ? described : other;
  } catch {
    return other;
  }
};
