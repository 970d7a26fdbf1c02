import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import { reconsider } from '../quiet-hours/index.ts';
import { projectChats } from './project-chats.ts';
import {
  forgetAccounts,
  noteVisits,
  type RecipientChange,
  type Registration,
  updateRecipients,
  upsertRecipients,
  type Visit,
} from './queries.ts';

const toRegistration = (event: AtlasEvent<'user.registered.v1'>): Registration => ({
  account_id: event.subject,
  display_name: event.data.displayName,
  locale: event.data.locale,
  channel: event.data.messenger,
  app_scope: event.data.appScope,
  address: event.data.chatId,
});

const toChange = ({ subject, data }: AtlasEvent<'account.updated.v1'>): RecipientChange => ({
  account_id: subject,
  display_name: data.displayName,
  locale: data.locale,
  preferences: data.notificationPreferences,
  schedule: data.notificationSchedule,
});

const defined = (change: RecipientChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as RecipientChange;

/** Brings the projections up to date with events in log order: a statement for each kind of change, however many events. */
export const project = async (tx: Sql, events: readonly AtlasEvent[]): Promise<void> => {
  const registrations: Registration[] = [];
  const changes = new Map<string, RecipientChange>();
  const visits = new Map<string, Visit>();
  const erased = new Set<string>();
  for (const event of events) {
    if (event.type === 'user.registered.v1') registrations.push(toRegistration(event));
    if (event.type === 'session.opened.v1') {
      const { messenger: channel } = event.data;
      visits.set(`${event.subject} ${channel}`, { accountId: event.subject, channel, at: event.time });
    }
    if (event.type === 'account.deleted.v1') erased.add(event.subject);
    if (event.type === 'account.updated.v1') {
      // A later change of the same account wins over an earlier one, field by field.
      changes.set(event.subject, { ...changes.get(event.subject), ...defined(toChange(event)) });
    }
  }
  if (registrations.length > 0) await upsertRecipients(tx, registrations);
  if (changes.size > 0) await updateRecipients(tx, [...changes.values()]);
  const rescheduled = [...changes.values()].filter(({ schedule, preferences }) => schedule ?? preferences);
  if (rescheduled.length > 0) {
    await reconsider(
      tx,
      rescheduled.map(({ account_id }) => account_id),
    );
  }
  await projectChats(tx, events);
  if (visits.size > 0) await noteVisits(tx, [...visits.values()]);
  // Nothing comes after an account's deletion, so what the batch said of it before goes too.
  if (erased.size > 0) await forgetAccounts(tx, [...erased]);
};
