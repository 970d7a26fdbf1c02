import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderMood } from '@atlas/shared/ports/channel.contract';

export type SentMessage = {
  chatId: string;
  text: string;
  picture?: Uint8Array;
  isProtected?: boolean;
  buttons: {
    text: string;
    callback_data?: string;
    web_app?: { url: string };
    copy_text?: { text: string };
  }[][];
  traceparent: string | undefined;
  atMs: number;
};

type Answer = { error_code: number; description: string; parameters?: { retry_after: number } };

/** Telegram's own words. [protocols: Bot API envelopes] */
const answers: Partial<Record<ProviderMood, Answer>> = {
  gone: { error_code: 403, description: 'Forbidden: bot was blocked by the user' },
  rejects: { error_code: 400, description: "Bad Request: can't parse entities: Unsupported start tag" },
  rate_limited: {
    error_code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  },
  failing: { error_code: 500, description: 'Internal Server Error' },
};

type Call = { method: string; fields: Record<string, unknown>; picture: Uint8Array | undefined };

const readCall = async (req: IncomingMessage): Promise<Call> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const method = req.url?.split('/').at(-1) ?? '';
  const type = req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/'))
    return { method, fields: JSON.parse(body.toString('utf8')), picture: undefined };
  const fields: Record<string, unknown> = {};
  let picture: Uint8Array | undefined;
  const boundary = /boundary=([^;]+)/.exec(type)?.[1] ?? '';
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const bytes = Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1');
    const name = /name="?([^";]+)/.exec(head)?.[1] ?? '';
    if (/filename=/.test(head)) picture = bytes;
    else fields[name] = bytes.toString('utf8');
  }
  const markup = fields.reply_markup;
  if (typeof markup === 'string') fields.reply_markup = JSON.parse(markup);
  return { method, fields, picture };
};

/** A Bot API of its own port that knows sendMessage, sendPhoto and deleteMessage and can be in any mood, for all chats or one. */
export const startBotApiServer = async () => {
  const moods = new Map<string, ProviderMood>();
  const taken: SentMessage[] = [];
  const removed: { chatId: string; messageId: number }[] = [];
  const calls: { chatId: string; atMs: number }[] = [];
  let everyones: ProviderMood = 'well';

  const respond = (res: ServerResponse, status: number, body: object) =>
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

  const server = createServer(async (req, res) => {
    const { method, fields: body, picture } = await readCall(req);
    const chatId = String(body.chat_id);
    calls.push({ chatId, atMs: performance.now() });
    const mood = moods.get(chatId) ?? everyones;
    if (mood === 'cut') return void req.socket.destroy();
    if (mood === 'silent') return;
    if (mood === 'garbled') return void res.writeHead(502).end('<html>Bad Gateway</html>');
    const refusal = answers[mood];
    if (refusal) return void respond(res, refusal.error_code, { ok: false, ...refusal });
    if (method === 'deleteMessage') {
      removed.push({ chatId, messageId: Number(body.message_id) });
      return void respond(res, 200, { ok: true, result: true });
    }
    const markup = body.reply_markup as { inline_keyboard?: SentMessage['buttons'] } | undefined;
    taken.push({
      chatId,
      text: String(body.text ?? body.caption),
      ...(picture ? { picture, isProtected: String(body.protect_content) === 'true' } : {}),
      buttons: markup?.inline_keyboard ?? [],
      traceparent: req.headers.traceparent as string | undefined,
      atMs: performance.now(),
    });
    respond(res, 200, {
      ok: true,
      result: { message_id: taken.length, date: 0, chat: { id: Number(chatId), type: 'private' } },
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    apiRoot: `http://127.0.0.1:${port}`,
    taken,
    removed,
    calls,
    to: (chatId: string) => taken.filter((message) => message.chatId === chatId),
    /** For every chat, or for one. */
    setMood: async (mood: ProviderMood, chatId?: string) => {
      if (chatId) return void moods.set(chatId, mood);
      everyones = mood;
      if (mood === 'away') await shut();
      else if (!server.listening) await listen(port);
    },
    [Symbol.asyncDispose]: shut,
  };
};
export type BotApiServer = Awaited<ReturnType<typeof startBotApiServer>>;
