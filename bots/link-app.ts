import type { IdentityPath, NewLoginLink } from '@atlas/shared/wire';
import { type AppScreen, loginIsOver, type Reply, saySorry } from './dialogue/index.ts';
import type { Perform } from './perform.ts';

type Screen = true | AppScreen;
/** Where a button into the app leads. */
export type AppAddress = (screen: Screen) => string;
type Linked = { reply: Reply; addressOf: AppAddress };

const screensOf = ({ buttons }: Reply): Screen[] => [
  ...new Set(buttons.flat().flatMap((button) => ('openApp' in button ? [button.openApp] : []))),
];

/**
 * WhatsApp and WeChat hand pages no proof of who opens them, so each way into the app carries a one-time token: in the
 * fragment, which no server is sent, no preview fetches with and no log holds. The fragment also says whose chat it is
 * from, where that is not WhatsApp. Where there is no token to be had, the reply says so.
 */
export const createLinkApp = ({ perform, miniappUrl }: { perform: Perform; miniappUrl: string }) => {
  const addressOf = (screen: Screen, token: string, { messenger }: IdentityPath): string => {
    const url = new URL(miniappUrl);
    if (screen !== true) url.searchParams.set('screen', screen);
    url.hash = `login=${token}${messenger === 'whatsapp' ? '' : `&messenger=${messenger}`}`;
    return url.href;
  };

  return async (reply: Reply, identity: IdentityPath, link: NewLoginLink): Promise<Linked> => {
    const addresses = new Map<Screen, string>();
    for (const screen of screensOf(reply)) {
      const made = await perform.loginToken(identity, link);
      if (made === 'over') return { reply: loginIsOver, addressOf: () => '' };
      if (made === 'unavailable') return { reply: saySorry, addressOf: () => '' };
      addresses.set(screen, addressOf(screen, made.loginToken, identity));
    }
    return { reply, addressOf: (screen) => addresses.get(screen) ?? miniappUrl };
  };
};
