import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { type Messenger, nearestLocale, type OpenedSession } from '@atlas/shared/wire';
import { lockPerson } from '../accounts/index.ts';
import type { RequestContext } from '../http/index.ts';
import { ProofRefused, type SessionOpener, signIn } from '../sessions/index.ts';
import { confineSession, selectStanding } from '../suspensions/index.ts';
import { hashSecret } from './create-login-link.ts';
import { loginLinkPolicy } from './policy.ts';
import { consumeLoginLink, selectLoginLink, setPhoneIndex } from './queries.ts';

export type OpenLinkSession = (input: {
  messenger: Messenger;
  loginToken: string;
  /** Of the browser, for whom nobody in the chat knew it. */
  language?: string | undefined;
  /** Key of the request's DPoP proof; without one the session is Bearer. */
  jkt: string | null;
  context: RequestContext;
}) => Promise<OpenedSession>;

/** What most people there read. */
const defaultLanguages: Readonly<Partial<Record<Messenger, string>>> = { wechat: 'zh' };

type Deps = { database: Database; clock: Clock; openSession: SessionOpener; wakeEventBus: () => void };

/**
 * Signs in by a one-time link out of a chat. The link is spent and the session opened in one transaction. Unknown, spent,
 * over, or begun in another browser: one answer.
 * @throws AtlasError `login_token_invalid`
 */
export const createOpenLinkSession =
  ({ database, clock, openSession, wakeEventBus }: Deps): OpenLinkSession =>
  async ({ messenger, loginToken, language = defaultLanguages[messenger], jkt, context }) => {
    const tokenHash = hashSecret(loginToken);
    const shown = await selectLoginLink(database, { tokenHash, messenger });
    if (!shown) throw new AtlasError('login_token_invalid');
    const standing = await selectStanding(database, shown);
    const link = {
      ...shown,
      subject: standing?.subject ?? shown.subject,
      locale: shown.locale ?? nearestLocale(language),
    };
    const { open, announce } = openSession(
      { ...link, fingerprint: tokenHash, needsKnownKey: false },
      { jkt, context },
    );
    try {
      const answer = await database.transaction(async (tx): Promise<OpenedSession> => {
        await lockPerson(tx, link);
        const now = clock();
        const againAfter = new Date(now.getTime() - loginLinkPolicy.grace * 1000);
        if (!(await consumeLoginLink(tx, { tokenHash, jkt, now, againAfter })))
          throw new AtlasError('login_token_invalid');
        const opened = await open((values) => signIn(tx, values));
        const isConfined = await confineSession(tx, opened.session.id, link);
        if (link.phoneIndex) await setPhoneIndex(tx, { ...link, phoneIndex: link.phoneIndex });
        // Whose account it is, is not for somebody to see who may be a stranger.
        return isConfined
          ? { ...opened, confined: true, account: { ...opened.account, displayName: link.displayName } }
          : opened;
      });
      wakeEventBus();
      announce(answer);
      return answer;
    } catch (error) {
      if (error instanceof ProofRefused) throw new AtlasError('login_token_invalid', {}, { cause: error });
      throw error;
    }
  };
