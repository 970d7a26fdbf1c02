import { randomInt } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';
import { GraphError } from '../graph-error.ts';

/** Who set an address: the number's override goes before the account's, that before the app's. */
export const levels = ['phone', 'waba', 'app'] as const;
export type Level = (typeof levels)[number];

const setting = 'whatsapp.webhooks';
const timeoutMs = 10_000;

const failed = (why: string) =>
  new GraphError(400, {
    message: `(#2200) Callback verification failed with the following errors: ${why}`,
    type: 'OAuthException',
    code: 2200,
  });

/** Asks an address whether it expects us: it has to say the challenge, and nothing else. @throws GraphError 2200 */
const verify = async (address: string, verifyToken: string): Promise<void> => {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const url = new URL(address);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(
    () => undefined,
  );
  if (!response) throw failed('curl_errno = 7; curl_error = Failed to connect');
  const answer = await response.text().catch(() => '');
  if (response.status !== 200)
    throw failed(`HTTP Status Code = ${response.status}; HTTP Message = ${response.statusText}`);
  if (answer !== challenge) throw failed('Response does not match challenge');
};

export type Subscriptions = ReturnType<typeof createSubscriptions>;

/** Where notifications go. An address is taken only after it passed the handshake. */
export const createSubscriptions = ({ storage }: { storage: Storage }) => {
  const stored = () => storage.setting<Partial<Record<Level, string>>>(setting) ?? {};
  return {
    set: async (level: Level, address: string, verifyToken: string): Promise<void> => {
      const { protocol } = URL.parse(address) ?? {};
      if (protocol !== 'https:' && protocol !== 'http:') throw failed('URL is not valid');
      await verify(address, verifyToken);
      storage.setSetting(setting, { ...stored(), [level]: address });
    },
    remove: (level: Level): void => {
      const { [level]: _, ...rest } = stored();
      storage.setSetting(setting, rest);
    },
    at: (level: Level): string | undefined => stored()[level],
    current: (): string | undefined => {
      const known = stored();
      return levels.map((level) => known[level]).find((address) => address !== undefined);
    },
  };
};
