import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** The sandbox's control API, as a test drives it. */
export const createDesk = (url: string) => {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/sandbox/control${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  return {
    createPerson: (person: { firstName: string; languageCode?: string }): Promise<{ id: number }> =>
      call('POST', '/telegram/users', person),
    say: (id: number, text: string) => call('POST', `/telegram/users/${id}/messages`, { text }),
    messages: (
      id: number,
    ): Promise<{ messageId: number; from: 'bot' | 'user'; text?: string; photo?: unknown }[]> =>
      call('GET', `/telegram/users/${id}/messages`),
    /** Never the same twice, even within one second. */
    initData: async (id: number): Promise<string> =>
      (await call('POST', `/telegram/users/${id}/init-data`, { startParam: randomUUID() })).initData,
    /** What Telegram Web would put into the frame for a button that opens `url`. */
    launch: (id: number, url: string): Promise<{ src: string; origin: string }> =>
      call('POST', `/telegram/users/${id}/launch`, { url }),
    /** Somebody in WhatsApp writes; resolves with what the business answers. */
    writeInWhatsapp: async (person: { name: string; phone?: string }, text: string) => {
      const { id } = await call('POST', '/whatsapp/users', person);
      await call('POST', `/whatsapp/users/${id}/messages`, { text });
      for (let patience = 200; patience > 0; patience -= 1) {
        const messages: { from: string; text?: string; link?: { url: string } }[] = await call(
          'GET',
          `/whatsapp/users/${id}/messages`,
        );
        const answer = messages.find(({ from }) => from === 'bot');
        if (answer) return { ...answer, id };
        await sleep(50);
      }
      throw new Error('WhatsApp stays silent');
    },
    joinWechat: (person: { name: string; locale?: string }): Promise<{ id: string }> =>
      call('POST', '/wechat/users', person),
    wechatLoginCode: (id: string): Promise<{ code: string }> =>
      call('POST', `/wechat/users/${id}/login-code`),
    /** What the mini program may say of somebody, signed and sealed with the key of their newest code. */
    wechatProfile: (id: string): Promise<Record<string, string>> =>
      call('POST', `/wechat/users/${id}/profile-data`),
    wechatMessages: (id: string): Promise<{ from: string; text?: string }[]> =>
      call('GET', `/wechat/users/${id}/messages`),
    writeInWechat: (id: string, text: string) => call('POST', `/wechat/users/${id}/messages`, { text }),
    whatsappMessages: (id: string): Promise<{ from: string; text?: string; status?: string }[]> =>
      call('GET', `/whatsapp/users/${id}/messages`),
    /** Presses an inline button under a message. */
    press: (id: number, messageId: number, callbackData: string) =>
      call('POST', `/telegram/users/${id}/messages`, { messageId, callbackData }),
    fault: (fault: { target: string; kind: string; count?: number; forSeconds?: number }) =>
      call('POST', '/faults', fault),
    /** Who shops at the old shop, with what they sign in with. */
    shopCustomers: (): Promise<{ login: string; password: string; name: string; orders: unknown[] }[]> =>
      call('GET', '/legacy-shop/customers'),
    /** The newest code sent to a number or an address, perhaps after another one; waits for it. */
    codeTo: (to: string, after?: string): Promise<{ code: string; at: string }> =>
      call('GET', `/codes?${new URLSearchParams({ to, waitSeconds: '10', ...(after ? { after } : {}) })}`),
    clearFaults: () => call('DELETE', '/faults'),
    advanceClock: (advanceSeconds: number) => call('POST', '/clock', { advanceSeconds }),
    /** Messages of the bot whose text matches. */
    fromBot: async (id: number, pattern: RegExp) =>
      ((await call('GET', `/telegram/users/${id}/messages`)) as { from: string; text?: string }[]).filter(
        ({ from, text }) => from === 'bot' && pattern.test(text ?? ''),
      ),
  };
};
export type Desk = ReturnType<typeof createDesk>;

/** The parts of an answer that tests look at. */
type SignInBody = {
  isNew?: boolean;
  account: { id: string; displayName: string; locale: string };
  accessToken: string;
  code?: string;
  dependency?: string;
};

/** Opens a session with init data of the desk, as curl would: no DPoP key. */
export const signIn = async (url: string, initData: string) => {
  const response = await fetch(`${url}/v1/sessions/telegram`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ initData }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as SignInBody };
};
