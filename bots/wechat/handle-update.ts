import { toDisplayName } from '@atlas/shared/init-data';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { IdentityPath } from '@atlas/shared/wire';
import type { SealedColumn } from '../at-rest.ts';
import { createConverse } from '../converse.ts';
import type { Input } from '../dialogue/index.ts';
import { createLinkApp } from '../link-app.ts';
import type { Perform } from '../perform.ts';
import type { Talk } from '../talk.ts';
import { openingOf } from '../typed-words.ts';
import type { Deliver } from './deliver.ts';
import { type LanguageOf, unknownLanguages } from './languages.ts';
import { type Incoming, parsePush } from './parse-push.ts';
import {
  type ClaimedUpdate,
  grantConsent,
  keepOutcome,
  markDone,
  recordFollowing,
  recordReceipt,
  selectChoice,
  upsertFollower,
  withdrawConsent,
} from './queries.ts';
import { doneAt, type Push } from './read-push.ts';
import type { Render } from './render.ts';

type Deps = {
  appId: string;
  miniappUrl: string;
  database: Database;
  clock: Clock;
  perform: Perform;
  talk: Talk;
  bodies: SealedColumn<Push>;
  languageOf: LanguageOf;
  render: Render;
  deliver: Deliver;
};

/** How long a number beside a choice is understood. */
export const choiceSeconds = 3600;
/** WeChat tells nobody's name; it is changed by the person. */
const displayName = toDisplayName([], 'WeChat');
/** As API and log hold it; what is longer or looks otherwise is nobody's. */
const openidForm = /^[A-Za-z0-9_-]{6,128}$/;
const choiceIsOver: Input = { kind: 'callback', data: '' };

/** WeChat may tell what became of a message before notify has written down its name. What others sent has none here. */
const receiptAttempts = 3;
class ReceiptTooEarly extends Error {
  override name = 'ReceiptTooEarly';
}

/** With what it holds, opened. */
type Opened = Omit<ClaimedUpdate, 'push'> & { push: Push };

export type HandleUpdate = (update: ClaimedUpdate) => Promise<void>;

/** Handles one update. Called again with the same after a failure; what the API did, or was counted, is not done twice. */
export const createHandleUpdate = (deps: Deps): HandleUpdate => {
  const { appId, miniappUrl, database, clock, perform, talk, bodies, languageOf, render, deliver } = deps;
  const converse = createConverse({ perform, talk });
  const linkApp = createLinkApp({ perform, miniappUrl });

  const answer = async (
    input: Input,
    incoming: Incoming & { startCode?: string },
    { updateId, push, outcome }: Opened,
  ): Promise<void> => {
    const openid = push.FromUserName;
    const identity: IdentityPath = { messenger: 'wechat', appScope: appId, subject: openid };
    const spoken = await languageOf(push, incoming);
    const person = { displayName, locale: spoken ?? unknownLanguages[0] };
    const { reply, locale, isKnown } = await converse({
      ...{ identity, person, input, kept: outcome },
      keep: (done) => keepOutcome(database, { appId, updateId, outcome: done }),
      updateId: `${appId}.${updateId}`,
      saidAt: doneAt(push),
    });
    const { startCode } = incoming;
    const linked = await linkApp(reply, identity, {
      displayName,
      // Not known, it is told by the browser that follows the link.
      ...(spoken ? { locale: spoken } : {}),
      ...(startCode ? { startCode } : {}),
    });
    const locales = isKnown || spoken ? [locale] : unknownLanguages;
    const rendered = render(linked.reply, locales, linked.addressOf);
    if (rendered) await deliver(openid, rendered, updateId);
  };

  const meantBy = async (openid: string, number: number): Promise<Input> => {
    const since = new Date(clock().getTime() - choiceSeconds * 1000);
    const choice = await selectChoice(database, { appId, openid, number, since });
    if (choice === undefined) return choiceIsOver;
    return openingOf(choice) ?? { kind: 'callback', data: choice };
  };

  const follow = (tx: Sql, { push }: Opened, follows: boolean) => {
    const change = { appId, openid: push.FromUserName, at: doneAt(push), follows };
    return upsertFollower(tx, change).then((isNews) => (isNews ? recordFollowing(tx, change) : undefined));
  };

  const note = async (tx: Sql, incoming: Incoming, { push, attempt }: Opened): Promise<void> => {
    const about = { appId, openid: push.FromUserName, at: doneAt(push) };
    if (incoming.kind === 'consent') {
      for (const templateId of incoming.granted) await grantConsent(tx, { ...about, templateId });
      for (const templateId of incoming.withdrawn) await withdrawConsent(tx, { ...about, templateId });
    }
    if (incoming.kind !== 'receipts') return;
    for (const receipt of incoming.receipts)
      if (!(await recordReceipt(tx, { ...about, ...receipt })) && attempt < receiptAttempts)
        throw new ReceiptTooEarly('no message of that name yet');
  };

  return async (claimed) => {
    const { updateId } = claimed;
    const push = bodies.open(claimed.push, updateId);
    const update = { ...claimed, push };
    if (!openidForm.test(push.FromUserName)) return;
    const incoming = parsePush(push);
    switch (incoming.kind) {
      case 'said':
        if (incoming.follows) await database.transaction((tx) => follow(tx, update, true));
        return answer(incoming.input, incoming, update);
      case 'chosen':
        return answer(await meantBy(push.FromUserName, incoming.number), incoming, update);
      case 'left':
        return void (await database.transaction((tx) => follow(tx, update, false)));
      case 'consent':
      case 'receipts':
        // With the mark, in one transaction: counted once, however often it is tried.
        return database.transaction(async (tx) => {
          if (await markDone(tx, { appId, updateId })) await note(tx, incoming, update);
        });
      case 'nothing':
        return;
    }
  };
};
