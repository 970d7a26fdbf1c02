import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@atlas/shared/process';
import type { BotIdentity } from '../bot-identity.ts';
import type { Files } from '../files.ts';
import { BotApiError } from './bot-api-error.ts';
import type { Answer, Call, Method, Methods } from './call.ts';
import type { CallArguments } from './call-arguments.ts';
import { ConnectionCut } from './faulty-call.ts';
import { readArguments } from './read-request.ts';

type Deps = {
  bot: BotIdentity;
  files: Files;
  methods: Methods;
  runFaulty: (call: Call, run: () => Promise<Answer>) => Promise<Answer>;
  logger: Logger;
  stopping: AbortSignal;
};

const tokenForm = /^[1-9]\d{0,15}:[A-Za-z0-9_-]{30,64}$/;
const notFound = () => new BotApiError(404, 'Not Found');

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    throw notFound();
  }
};

const writeJson = (
  res: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
) => {
  const json = JSON.stringify(body);
  res
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(json),
      ...headers,
    })
    .end(json);
};

const writeError = (res: ServerResponse, { code, message, retryAfterSeconds }: BotApiError) => {
  const isWait = retryAfterSeconds !== undefined;
  writeJson(
    res,
    code,
    {
      ok: false,
      error_code: code,
      description: message,
      ...(isWait ? { parameters: { retry_after: retryAfterSeconds } } : {}),
    },
    isWait ? { 'Retry-After': String(retryAfterSeconds) } : {},
  );
};

export type BotApiHandler = {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Runs a call that did not come by HTTP: what a webhook answered. Its result nobody sees. */
  run(method: string, args: CallArguments): Promise<void>;
};

/**
 * The Bot API's door: `/bot<token>/<method>`, `/bot<token>/test/<method>` and `/file/bot<token>/<path>`, GET and POST,
 * method names in any case. Every answer is the JSON envelope, with the HTTP status of its `error_code`.
 */
export const createBotApiHandler = ({
  bot,
  files,
  methods,
  runFaulty,
  logger,
  stopping,
}: Deps): BotApiHandler => {
  const byLowerCase = new Map<string, [string, Method]>();
  for (const [name, method] of Object.entries(methods)) byLowerCase.set(name.toLowerCase(), [name, method]);

  const checkToken = (token: string) => {
    if (!tokenForm.test(token)) throw notFound();
    if (token !== bot.token) throw new BotApiError(401, 'Unauthorized');
  };

  const runCall = async (
    name: string,
    args: CallArguments,
    traceparent: string | undefined,
    signal: AbortSignal,
  ) => {
    const [method, run] = byLowerCase.get(name.toLowerCase()) ?? [];
    if (!method || !run) throw new BotApiError(404, 'Not Found: method not found');
    const call: Call = { method, args, traceparent, signal };
    return runFaulty(call, async () => run(call));
  };

  const sendFile = (res: ServerResponse, path: string) => {
    const file = files.byPath(path);
    if (!file) throw notFound();
    // Telegram tells nobody what it is, so that nothing is ever shown from there.
    res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': file.sizeBytes });
    res.end(files.bytesOf(file));
  };

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (req.url ?? '').split(/\?(.*)/s);
    const [, isFile, token = '', rest] =
      /^(\/file)?\/bot([^/]*)(?:\/test)?\/(.+)$/.exec(decodePath(path)) ?? [];
    if (rest === undefined || (req.method !== 'GET' && req.method !== 'POST')) throw notFound();
    checkToken(token);
    if (isFile) return sendFile(res, rest);
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const args = await readArguments(req, new URLSearchParams(query));
    const { traceparent } = req.headers;
    const { result, description } = await runCall(
      rest.replace(/\/+$/, ''),
      args,
      typeof traceparent === 'string' ? traceparent : undefined,
      AbortSignal.any([gone.signal, stopping]),
    );
    writeJson(res, 200, { ok: true, result, ...(description ? { description } : {}) });
  };

  return {
    handle: async (req, res) => {
      try {
        await answer(req, res);
      } catch (error) {
        if (error instanceof ConnectionCut) return void res.destroy();
        if (res.headersSent || res.destroyed) return;
        if (stopping.aborted) return writeError(res, new BotApiError(500, 'Internal Server Error: restart'));
        if (error instanceof BotApiError) return writeError(res, error);
        logger.error({ error }, 'Bot API call failed');
        writeError(res, new BotApiError(500, 'Internal Server Error'));
      } finally {
        req.resume();
      }
    },
    run: async (method, args) => {
      await runCall(method, args, undefined, stopping).catch((error) => {
        if (!(error instanceof BotApiError || error instanceof ConnectionCut)) throw error;
      });
    },
  };
};
