import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import { isWanted } from '@atlas/shared/wire';
import type { Contact, OpenContacts } from '../contacts/index.ts';
import type { DecidedAgainst, DecisionStep } from '../decisions/index.ts';
import { whenToSend } from '../quiet-hours/index.ts';
import { canSay, type Params, type Reason, type Template } from '../templates/index.ts';
import type { CreateDelivery, LaneOf, Target } from './new-delivery.ts';
import { type Chat, type NewDelivery, type Reachable, selectChats } from './queries.ts';

type Wanted = { event: AtlasEvent; reason: Reason; params: Params };

type Deps = {
  reasons: readonly Reason[];
  openContacts: OpenContacts;
  createDelivery: CreateDelivery;
  laneOf: LaneOf;
};

export type Queued = {
  deliveries: NewDelivery[];
  /** Messages to people of whom nothing was heard, by the events that ask for them. */
  nobody: (DecidedAgainst & { event: AtlasEvent })[];
};

/** Security messages can't be switched off. */
export const preferenceOf = (
  { kind }: Pick<Template, 'kind'>,
  { preferences, channel }: Reachable,
): DecisionStep => {
  if (kind === 'security') return { step: 'preference', result: 'always_on' };
  return { step: 'preference', result: isWanted(preferences, kind, channel) ? 'wanted' : 'switched_off' };
};

/** Why nothing is sent, in a word; null when it is. */
export const suppressionOf = (preference: DecisionStep, { isBlocked }: Reachable): string | null => {
  if (preference.result === 'switched_off') return 'preference';
  return isBlocked ? 'recipient_blocked' : null;
};

export const recipientOf = (to: Reachable | undefined): DecisionStep => {
  if (!to) return { step: 'recipient', result: 'nobody' };
  return { step: 'recipient', result: to.isBlocked ? 'blocked' : 'reachable' };
};

export const targetOf =
  (laneOf: LaneOf) =>
  ({ channel, appScope, address }: Reachable): Target => ({
    channel,
    lane: laneOf(channel, appScope),
    chatId: address,
  });

/** Of its own coming, and of what was before it, a contact is not told; of its going a last time. */
const isTold = ({ addedIn, addedAt, removedIn }: Contact, { correlationid, time }: AtlasEvent): boolean =>
  addedIn !== correlationid &&
  addedAt.getTime() <= Date.parse(time) &&
  (removedIn === null || removedIn === correlationid);

/** Told of by e-mail as well, because the person asked for it. */
const isMailed = ({ kind, texts }: Reason, { preferences }: Reachable, { channel, removedIn }: Contact) =>
  channel === 'email' &&
  removedIn === null &&
  kind !== 'security' &&
  'subject' in texts.en &&
  isWanted(preferences, kind, 'email');

/** Facts into rows: who can be reached where, when, and what to send them. */
export const createQueueNotices = ({ reasons, openContacts, createDelivery, laneOf }: Deps) => {
  const toChat = targetOf(laneOf);
  const wantedBy = (event: AtlasEvent): Wanted[] =>
    reasons.flatMap((reason) => {
      const params = reason.decide(event);
      return params ? [{ event, reason, params }] : [];
    });

  const contactsFor = ({ event, reason }: Wanted, own: readonly Contact[]) =>
    reason.reachesContacts
      ? own.filter((contact) => isTold(contact, event) && canSay(reason, contact.channel))
      : [];

  /** The chat it goes to: the best one that is wanted for it, in a messenger that is there. */
  const chooseChat = ({ reason }: Wanted, chats: readonly Chat[]): Chat | undefined => {
    const open = chats.filter(({ removedIn }) => removedIn === null);
    const fits = (chat: Chat) => !chat.isBlocked && laneOf(chat.channel, chat.appScope) !== undefined;
    return (
      open.find((chat) => fits(chat) && suppressionOf(preferenceOf(reason, chat), chat) === null) ?? open[0]
    );
  };

  /** Others that hear of it too: for what nobody must miss every chat, one that was just taken off a last time. */
  const otherChats = ({ event, reason }: Wanted, to: Chat, chats: readonly Chat[]): Chat[] =>
    reason.reachesContacts
      ? chats.filter(
          (chat) =>
            chat !== to &&
            !chat.isBlocked &&
            (chat.removedIn === null || chat.removedIn === event.correlationid),
        )
      : [];

  const noticesFor = (
    want: Wanted,
    to: Chat,
    chats: readonly Chat[],
    contacts: readonly Contact[],
    now: Date,
  ) => {
    const { event, reason: template, params } = want;
    const expiresAt = new Date(Date.parse(event.time) + template.ttlSeconds * 1000);
    const draft = {
      event,
      template,
      params,
      now,
      expiresAt,
      secretParams: template.decideSecret?.(event) ?? undefined,
      timing: whenToSend(template, to, now, expiresAt),
    };
    const preference = preferenceOf(template, to);
    const toContact = ({ channel, address: contact }: Contact, decision: readonly DecisionStep[]) =>
      createDelivery({ ...draft, target: { channel, lane: laneOf(channel), contact }, decision });
    return [
      createDelivery({
        ...draft,
        target: toChat(to),
        reason: suppressionOf(preference, to),
        decision: [preference, recipientOf(to)],
      }),
      ...otherChats(want, to, chats).map((chat) =>
        createDelivery({
          ...draft,
          target: toChat(chat),
          mayGoOn: false,
          decision: [preference, { step: 'recipient', result: 'all_messengers' }],
        }),
      ),
      ...contactsFor(want, contacts).map((contact) =>
        toContact(contact, [preference, { step: 'recipient', result: 'all_contacts' }]),
      ),
      ...contacts
        .filter((contact) => isMailed(template, to, contact))
        .map((contact) => toContact(contact, [{ step: 'preference', result: 'wanted', detail: 'email' }])),
    ];
  };

  return async (tx: Sql, events: readonly AtlasEvent[], now: Date): Promise<Queued> => {
    const wanted = events.flatMap(wantedBy);
    if (wanted.length === 0) return { deliveries: [], nobody: [] };
    const accountIds = [...new Set(wanted.map(({ event }) => event.subject))];
    const byAccount = await selectChats(tx, accountIds);
    const contacts = await openContacts(tx, accountIds);
    const nobody: Queued['nobody'] = [];
    const deliveries = wanted.flatMap((want) => {
      const { event, reason: template } = want;
      const chats = byAccount.get(event.subject) ?? [];
      const to = chooseChat(want, chats);
      if (to) return noticesFor(want, to, chats, contacts.get(event.subject) ?? [], now);
      const kind: DecisionStep = { step: 'kind', result: template.kind, detail: template.name };
      nobody.push({ event, template: template.name, decision: [kind, recipientOf(to)] });
      return [];
    });
    return { deliveries, nobody };
  };
};
