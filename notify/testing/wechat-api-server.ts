import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderMood } from '@atlas/shared/ports/channel.contract';

type Body = { touser: string; text?: { content: string } };

/** WeChat's own codes. [Global return codes] */
const refusals: Partial<Record<ProviderMood, number>> = {
  gone: 40003,
  rejects: 40008,
  rate_limited: 45011,
  failing: -1,
};

const readJson = async (req: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

/** Words of the message, and what stands beside the numbers below them. */
const apart = (content: string) => {
  const [text = '', asked = ''] = content.split(/\n\n(?=[^\n]+\n【)/);
  return { text, buttonTexts: [...asked.matchAll(/【\d+】(.+)/g)].map(([, label]) => label as string) };
};

/** WeChat's API on a port of its own, that takes messages and can be in any mood. */
export const startWechatApiServer = async () => {
  const taken: { openid: string; text: string; buttonTexts: string[]; traceparent: string | undefined }[] =
    [];
  let mood: ProviderMood = 'well';
  const respond = (res: ServerResponse, body: object) =>
    res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  const server = createServer(async (req, res) => {
    const body = await readJson(req);
    if (req.url?.startsWith('/cgi-bin/stable_token'))
      return void respond(res, { access_token: 'A'.repeat(136), expires_in: 7200 });
    if (mood === 'cut') return void req.socket.destroy();
    if (mood === 'silent') return;
    if (mood === 'garbled') return void res.writeHead(502).end('<html>Bad Gateway</html>');
    const errcode = refusals[mood];
    if (errcode !== undefined) return void respond(res, { errcode, errmsg: 'no rid: 1-2-3' });
    const traceparent = req.headers.traceparent as string | undefined;
    taken.push({ openid: body.touser, ...apart(body.text?.content ?? ''), traceparent });
    respond(res, { errcode: 0, errmsg: 'ok' });
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
    setMood: async (next: ProviderMood) => {
      mood = next;
      if (mood === 'away') await shut();
      else if (!server.listening) await listen(port);
    },
    [Symbol.asyncDispose]: shut,
  };
};
