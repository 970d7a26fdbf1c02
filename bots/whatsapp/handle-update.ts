import { toDisplayName } from '@atlas/shared/init-data';
import type { Database } from '@atlas/shared/ports';
import type { Metrics } from '@atlas/shared/process';
import type { IdentityPath } from '@atlas/shared/wire';
import type { SealedColumn } from '../at-rest.ts';
import { createConverse } from '../converse.ts';
import type { Input } from '../dialogue/index.ts';
import { createLinkApp } from '../link-app.ts';
import type { Perform } from '../perform.ts';
import type { Talk } from '../talk.ts';
import { localeOf } from './country-locale.ts';
import type { Deliver } from './deliver.ts';
import type { CodeTurn } from './flow/code-turn.ts';
import { changeOfMessage, changesOfUpdate, type IdentityChange } from './identity-change.ts';
import { marketingWordsOf } from './marketing-words.ts';
import { parseMessage, startCodeOf } from './parse-message.ts';
import type { PhoneTurn } from './phone-turn.ts';
import { type ClaimedUpdate, keepOutcome, keepSentParts, recordMarketing, recordStatus } from './queries.ts';
import type { Told, WhatsappContact, WhatsappMessage } from './read-notification.ts';
import type { Render, WhatsappContent } from './render.ts';
import type { ShowRead } from './show-read.ts';

type Deps = {
  phoneNumberId: string;
  /** The business portfolio: what user ids are relative to. */
  businessId: string;
  miniappUrl: string;
  database: Database;
  perform: Perform;
  talk: Talk;
  bodies: SealedColumn<Told>;
  render: Render;
  deliver: Deliver;
  showRead: ShowRead;
  /** Null: codes are entered in the app alone. */
  codeTurn: CodeTurn | null;
  phoneTurn: PhoneTurn;
  metrics: Metrics;
};

/** What notify sends along: the id of its delivery. */
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const waIdForm = /^[1-9]\d{6,14}$/;
const openTheApp: Input = { kind: 'command', name: 'app', argument: '' };

/** `<ISO2>.<up to 128 letters and digits>`. [Business-scoped user IDs] */
const userIdForm = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** When it was said, as WhatsApp tells it; never later than it came. */
const earlier = (receivedAt: Date, timestamp: string | undefined): Date => {
  const saidAt = new Date(Number(timestamp) * 1000);
  return saidAt < receivedAt ? saidAt : receivedAt;
};

export type HandleUpdate = (update: ClaimedUpdate) => Promise<void>;

/** Handles one update. Called again with the same after a failure; what the API did, or was sent, is not done twice. */
export const createHandleUpdate = (deps: Deps): HandleUpdate => {
  const {
    phoneNumberId,
    businessId,
    miniappUrl,
    database,
    perform,
    talk,
    bodies,
    render,
    deliver,
    showRead,
    codeTurn,
    phoneTurn,
    metrics,
  } = deps;
  const converse = createConverse({ perform, talk });
  const linkApp = createLinkApp({ perform, miniappUrl });
  const statuses = metrics.counter('atlas_bots_whatsapp_statuses_total', 'What became of our messages.', [
    'status',
    'code',
  ]);

  const answer = async (
    { message, contact }: { message: WhatsappMessage; contact: WhatsappContact | null },
    { updateId, attempt, outcome, sentParts, receivedAt }: ClaimedUpdate,
  ): Promise<void> => {
    const { from_user_id: userId, from: waId } = message;
    // Whoever has no user id can't be told from the next holder of their number.
    if (userId === undefined || !userIdForm.test(userId)) return;
    const identity: IdentityPath = { messenger: 'whatsapp', appScope: businessId, subject: userId };
    const person = {
      displayName: toDisplayName([contact?.profile?.name?.toWellFormed()], 'WhatsApp'),
      locale: localeOf(userId),
    };
    const startCode = startCodeOf(message);
    const input: Input | null = startCode ? openTheApp : parseMessage(message);
    const shown = attempt === 1 ? showRead.begin(message.id, { isAnswered: input !== null }) : null;
    const send = (contents: readonly WhatsappContent[]) => {
      shown?.answering();
      return deliver(userId, contents, {
        sentParts,
        keep: (parts) => keepSentParts(database, { phoneNumberId, updateId, sentParts: parts }),
      });
    };
    const aboutCodes = await codeTurn?.answer(message, identity, person);
    if (aboutCodes) return send(aboutCodes);
    const aboutPhones = await phoneTurn.answer(message, identity, person);
    if (aboutPhones) return send(aboutPhones);

    if (!input) return;
    const phone = waId !== undefined && waIdForm.test(waId) ? { phone: `+${waId}` } : {};
    const { reply, locale, isKnown } = await converse({
      ...{ identity, person: { ...person, ...phone }, input, kept: outcome },
      keep: (done) => keepOutcome(database, { phoneNumberId, updateId, outcome: done }),
      updateId: `${phoneNumberId}.${updateId}`,
      saidAt: earlier(receivedAt, message.timestamp),
    });
    const begun = startCode ? { startCode } : {};
    const linked = await linkApp(reply, identity, { ...person, ...phone, ...begun });
    const more = [
      ...((await codeTurn?.after(input, identity, locale)) ?? []),
      ...(await phoneTurn.ask(message, input, identity, { locale, isKnown })),
    ];
    await send([...render(linked.reply, locale, linked.addressOf), ...more]);
    if (isKnown) await phoneTurn.tell(message, identity);
  };

  /** Their word is taken at once: what opens to whoever holds that number now is for the API to say. */
  const suspend = async ({ userId, ...body }: IdentityChange): Promise<void> => {
    if (!userIdForm.test(userId)) return;
    const identity = { messenger: 'whatsapp', appScope: businessId, subject: userId } as const;
    await perform.suspend(identity, body);
  };

  return async (update) => {
    const told = bodies.open(update.told, update.updateId);
    if (told.kind === 'message') {
      const change = changeOfMessage(told.message);
      return change ? suspend(change) : answer(told, update);
    }
    if (told.kind === 'other') {
      for (const change of changesOfUpdate(told.change)) await suspend(change);
      for (const word of marketingWordsOf(told.change))
        await recordMarketing(database, { businessId, ...word });
      return;
    }
    if (told.kind === 'status') {
      const code = String(told.status.errors?.[0]?.code ?? '');
      statuses.inc({ status: told.status.status, code });
      const { biz_opaque_callback_data: deliveryId, status, timestamp } = told.status;
      if (deliveryId === undefined || !uuidForm.test(deliveryId)) return;
      await recordStatus(database, {
        ...{ deliveryId, status, at: new Date(Number(timestamp) * 1000) },
        code: told.status.errors?.[0]?.code ?? null,
      });
    }
  };
};
