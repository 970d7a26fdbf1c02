import { FactorKind } from '@atlas/shared/wire';
import { z } from 'zod';
import { isolate } from '../../i18n/isolate.ts';
import type { Describe, Description } from './description.ts';

type Icon = Description['icon'];

const proofs = ['sms', 'email', 'otp', 'backup', 'pwd'] as const;
const Raised = z.object({ proved: z.enum(proofs) });
const OfFactor = z.object({ factorKind: FactorKind });
const UpdatedFactor = z.object({ name: z.string().optional(), isDefault: z.literal(true).optional() });
const Unlinked = z.object({ reason: z.string() });
const CodesCreated = z.object({ count: z.int() });
const CodeUsed = z.object({ left: z.int() });
const Suspicious = z.object({ kind: z.string() });

const alwaysSaying =
  (
    key: 'shopLinked' | 'shopBack' | 'recoveryRequested' | 'recoveryCancelled' | 'recoveryCompleted',
    icon: Icon,
  ): Describe =>
  (t) => ({ sentences: [t(`protection:events.${key}`)], icon });

const ofFactor =
  (key: 'factorAdded' | 'factorRemoved', icon: Icon): Describe =>
  (t, data) => ({ sentences: [t(`protection:events.${key}.${OfFactor.parse(data).factorKind}`)], icon });

const describeUnlinked: Describe = (t, data) => {
  const { reason } = Unlinked.parse(data);
  const key = reason === 'undone' ? 'shopUndone' : reason === 'objected' ? 'shopObjected' : 'shopUnlinked';
  return { sentences: [t(`protection:events.${key}`)], icon: ['link', 'orange'] };
};

const describeUpdatedFactor: Describe = (t, data) => {
  const { name, isDefault } = UpdatedFactor.parse(data);
  const sentences = [
    name && t('protection:events.factorRenamed', { name: isolate(name) }),
    isDefault && t('protection:events.factorStandard'),
  ];
  return { sentences: sentences.filter((sentence) => typeof sentence === 'string'), icon: ['pen', 'blue'] };
};

const describeRaised: Describe = (t, data) => ({
  sentences: [t(`protection:events.raised.${Raised.parse(data).proved}`)],
  icon: ['check', 'green'],
});

const describeCodesCreated: Describe = (t, data) => ({
  sentences: [t('protection:events.codesCreated', { count: CodesCreated.parse(data).count })],
  icon: ['key', 'blue'],
});

const describeCodeUsed: Describe = (t, data) => ({
  sentences: [t('protection:events.codeUsed', { count: CodeUsed.parse(data).left })],
  icon: ['key', 'orange'],
});

const suspicions = {
  refresh_token_reused: 'activity.events.keyUsedTwice',
  proof_shown_by_other_key: 'activity.events.linkShownByOtherDevice',
  shop_account_claimed: 'protection:events.shopClaimed',
  shop_password_guessed: 'protection:events.shopGuessed',
  codes_guessed: 'protection:events.codesGuessed',
  factor_locked: 'protection:events.factorLocked',
} as const;
const isKnown = (kind: string): kind is keyof typeof suspicions => Object.hasOwn(suspicions, kind);

const describeSuspicious: Describe = (t, data) => {
  const { kind } = Suspicious.parse(data);
  return { sentences: isKnown(kind) ? [t(suspicions[kind])] : [], icon: ['warning', 'red'] };
};

/** What happened to links, factors and recovery, by event type. */
export const protectionDescribers: Readonly<Record<string, Describe>> = {
  'shop_account.linked.v1': alwaysSaying('shopLinked', ['link', 'violet']),
  'shop_account.unlinked.v1': describeUnlinked,
  'shop_link.reminder.v1': alwaysSaying('shopBack', ['link', 'grey']),
  'two_factor.enabled.v1': ofFactor('factorAdded', ['shield', 'green']),
  'two_factor.updated.v1': describeUpdatedFactor,
  'two_factor.disabled.v1': ofFactor('factorRemoved', ['shield', 'orange']),
  'session.raised.v1': describeRaised,
  'backup_codes.created.v1': describeCodesCreated,
  'backup_code.used.v1': describeCodeUsed,
  'recovery.requested.v1': alwaysSaying('recoveryRequested', ['warning', 'red']),
  'recovery.cancelled.v1': alwaysSaying('recoveryCancelled', ['shield', 'blue']),
  'recovery.completed.v1': alwaysSaying('recoveryCompleted', ['shield', 'orange']),
  'suspicious.activity.v1': describeSuspicious,
};
