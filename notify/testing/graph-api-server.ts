import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderMood } from '@atlas/shared/ports/channel.contract';

type Interactive = { body: { text: string }; action: { buttons?: { reply: { title: string } }[] } };
type Body = {
  recipient: string;
  text?: { body: string };
  interactive?: Interactive;
};

export type TakenMessage = {
  recipient: string;
  text: string;
  buttonTexts: string[];
  traceparent: string | undefined;
  body: Record<string, unknown>;
};

/** The Cloud API's own codes. [error-codes page] */
const refusals: Partial<Record<ProviderMood, { status: number; code: number }>> = {
  gone: { status: 400, code: 131026 },
  rejects: { status: 400, code: 131009 },
  rate_limited: { status: 429, code: 131056 },
  failing: { status: 500, code: 131000 },
};

const readJson = async (req: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

/** A Graph API of its own port that takes messages and can be in any mood. */
export const startGraphApiServer = async () => {
  const taken: TakenMessage[] = [];
  const asked: Record<string, unknown>[] = [];
  let mood: ProviderMood = 'well';
  let refused: { status: number; code: number } | undefined;
  const respond = (res: ServerResponse, status: number, body: object) =>
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  const server = createServer(async (req, res) => {
    const body = await readJson(req);
    asked.push(body as unknown as Record<string, unknown>);
    if (mood === 'cut') return void req.socket.destroy();
    if (mood === 'silent') return;
    if (mood === 'garbled') return void res.writeHead(502).end('<html>Bad Gateway</html>');
    const refusal = refused ?? refusals[mood];
    if (refusal) {
      const error = { message: `(#${refusal.code}) No`, type: 'OAuthException', code: refusal.code };
      return void respond(res, refusal.status, { error: { ...error, fbtrace_id: 'A' } });
    }
    taken.push({
      recipient: body.recipient,
      text: body.text?.body ?? body.interactive?.body.text ?? '',
      buttonTexts: body.interactive?.action.buttons?.map(({ reply }) => reply.title) ?? [],
      traceparent: req.headers.traceparent as string | undefined,
      body: body as unknown as Record<string, unknown>,
    });
    respond(res, 200, {
      messaging_product: 'whatsapp',
      contacts: [{ input: body.recipient, user_id: body.recipient }],
      messages: [{ id: `wamid.${taken.length}` }],
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
    /** Every body that came, also those that were refused. */
    asked,
    /** Answers every call with this code of the Cloud API; with none it is well again. */
    refuse: (refusal?: { status: number; code: number }) => {
      refused = refusal;
    },
    setMood: async (next: ProviderMood) => {
      mood = next;
      if (mood === 'away') await shut();
      else if (!server.listening) await listen(port);
    },
    [Symbol.asyncDispose]: shut,
  };
};
