import type { Clock, Database } from '@atlas/shared/ports';
import type { IdentityPath, Locale } from '@atlas/shared/wire';
import { type Input, type Localise, plain, type Reply, saySorry, type TextKey } from '../dialogue/index.ts';
import type { Perform } from '../perform.ts';
import { claimPhoneAsking, isPhoneToTell, notePhoneTold } from './queries.ts';
import type { WhatsappMessage } from './read-notification.ts';
import type { Render, WhatsappContent } from './render.ts';
import { sharedContactOf } from './shared-contact.ts';

type Deps = {
  businessId: string;
  database: Database;
  clock: Clock;
  perform: Perform;
  localise: Localise;
  render: Render;
};

const daySeconds = 86_400;
/** WhatsApp shows a number for 30 days; after that it may be another's. */
const toldForDays = 30;
/** Whoever did not share it then is not asked every day. */
const askedEveryDays = 30;

const waIdForm = /^[1-9]\d{6,14}$/;

const say = (key: TextKey): Reply => ({ blocks: [{ paragraph: { key } }], buttons: [] });

/**
 * People's numbers, which WhatsApp may show, or not: told to the API where they are shown, and asked for where a code could
 * come to the chat if they were known. [Business-scoped user IDs: request contact info]
 */
export const createPhoneTurn = (deps: Deps) => {
  const { businessId, database, clock, perform, localise, render } = deps;
  const before = (days: number) => new Date(clock().getTime() - days * daySeconds * 1000);

  const keep = async (identity: IdentityPath, waId: string) => {
    const kept = await perform.keepPhone(identity, `+${waId}`);
    if (kept === 'kept') await notePhoneTold(database, { businessId, userId: identity.subject, at: clock() });
    return kept;
  };

  return {
    /** The whole answer to a contact that was shared; null for any other message. */
    answer: async (
      message: WhatsappMessage,
      identity: IdentityPath,
      { locale: likely }: { locale: Locale },
    ): Promise<WhatsappContent[] | null> => {
      const shared = sharedContactOf(message);
      if (!shared) return null;
      const account = await perform.account(identity);
      if (account === 'suspended') return null;
      const locale = typeof account === 'object' ? account.locale : likely;
      const words = (reply: Reply) => render(reply, locale, () => '');
      if (account === 'none') return words(say('account.none'));
      if (shared.is === 'foreign') return words(say('phone.foreign'));
      return words((await keep(identity, shared.waId)) === 'kept' ? say('phone.kept') : saySorry);
    },
    /** What is said after an answer: the question for the number, where it is of use and WhatsApp shows none. */
    ask: async (
      message: WhatsappMessage,
      input: Input,
      { subject: userId }: IdentityPath,
      { locale, isKnown }: { locale: Locale; isKnown: boolean },
    ): Promise<WhatsappContent[]> => {
      const isOfUse = isKnown && input.kind === 'command' && input.name === 'security';
      if (!isOfUse || message.from !== undefined) return [];
      const at = clock();
      const claim = {
        businessId,
        userId,
        at,
        toldSince: before(toldForDays),
        askedSince: before(askedEveryDays),
      };
      if (!(await claimPhoneAsking(database, claim))) return [];
      const text = plain(localise(locale, { key: 'phone.ask' }));
      const interactive = {
        ...{ type: 'request_contact_info', body: { text } },
        action: { name: 'request_contact_info' },
      };
      return [{ type: 'interactive', interactive }];
    },
    /** Tells the API of a number that WhatsApp shows, now and then; nobody waits for that, and it is told again. */
    tell: async (message: WhatsappMessage, identity: IdentityPath): Promise<void> => {
      const { from: waId } = message;
      if (waId === undefined || !waIdForm.test(waId)) return;
      const known = { businessId, userId: identity.subject, since: before(toldForDays) };
      if (await isPhoneToTell(database, known)) await keep(identity, waId);
    },
  };
};
export type PhoneTurn = ReturnType<typeof createPhoneTurn>;
