import type { ClaimedConnection, OpenedSession, StartedConnection } from '@atlas/shared/wire';
import type { TestAnswer, TestApi } from './start-api.ts';

type Token = { accessToken: string };
export type WhatsappPerson = { subject: string; phone?: string };

const whatsappScope = '123456789012345';
export const pathOf = ({ subject }: WhatsappPerson) =>
  `/v1/service/identities/whatsapp/${whatsappScope}/${subject}`;
export const mia: WhatsappPerson = { subject: 'US.10000000000000000001' };

const bodyOf = <T>({ status, body }: TestAnswer, expected: number): T => {
  if (status !== expected) throw new Error(`refused: ${status} ${body.code}`);
  return body as unknown as T;
};

/** What people do on both sides of a connection. */
export const messengersOf = (api: TestApi) => {
  const asBot = async (person: WhatsappPerson, path: string, body: object): Promise<TestAnswer> =>
    api.post(pathOf(person) + path, body, { accessToken: await api.serviceToken() });
  const shown = ({ phone }: WhatsappPerson) => ({
    ...{ displayName: 'Mia Kim', locale: 'en' },
    ...(phone ? { phone } : {}),
  });

  return {
    /** Opens the app by a link out of the WhatsApp chat. */
    signInByWhatsapp: async (person: WhatsappPerson = mia): Promise<OpenedSession> => {
      const { loginToken } = bodyOf<{ loginToken: string }>(
        await asBot(person, '/login-links', shown(person)),
        201,
      );
      return bodyOf(await api.post('/v1/sessions/whatsapp', { loginToken }), 201);
    },
    start: async ({ accessToken }: Token): Promise<StartedConnection> =>
      bodyOf(await api.post('/v1/identity-connections', undefined, { accessToken }), 201),
    preview: (token: string, person = mia) => asBot(person, '/identity-connections/preview', { token }),
    /** Agrees in the WhatsApp chat. */
    claim: (token: string, person = mia, effect = 'connect') =>
      asBot(person, '/identity-connections/claim', { token, effect, ...shown(person) }),
    claimed: (answer: TestAnswer): ClaimedConnection => bodyOf(answer, 200),
    claimInApp: (token: string, { accessToken }: Token, effect = 'fold') =>
      api.post('/v1/identity-connections/claim', { token, effect }, { accessToken }),
    see: async (connectionId: string, { accessToken }: Token) =>
      (await api.get(`/v1/identity-connections/${connectionId}`, { accessToken })).body,
    confirm: (connectionId: string, number: string, { accessToken }: Token) =>
      api.post(`/v1/identity-connections/${connectionId}/confirm`, { number }, { accessToken }),
    list: async ({ accessToken }: Token) =>
      (await api.get('/v1/identities', { accessToken })).body.items as {
        id: string;
        messenger: string;
        current: boolean;
      }[],
    remove: (id: string, { accessToken }: Token) => api.delete(`/v1/identities/${id}`, { accessToken }),
  };
};
export type Messengers = ReturnType<typeof messengersOf>;

/** The whole way from a Telegram session to a second messenger. */
export const connect = async (
  people: Messengers,
  session: Token,
  person = mia,
  effect: 'connect' | 'fold' = 'connect',
): Promise<void> => {
  const { connectionId, token } = await people.start(session);
  const { number } = people.claimed(await people.claim(token, person, effect));
  bodyOf(await people.confirm(connectionId, number, session), 204);
};
