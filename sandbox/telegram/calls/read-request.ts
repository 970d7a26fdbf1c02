import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { BotApiError, badRequest } from './bot-api-error.ts';
import { type CallArguments, createCallArguments, type UploadedFile } from './call-arguments.ts';
import { isObject } from './json-fields.ts';

/** The server takes 50 MB of document; a little more for what surrounds it. */
const maxBodyBytes = 51 * 1024 * 1024;
const maxParameterBytes = 1024 * 1024;
const maxParts = 100;

const tooLarge = () => new BotApiError(413, 'Request Entity Too Large');

const readBody = async (req: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxParameterBytes) {
      throw new BotApiError(413, 'Request Entity Too Large: too many parameters');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const checkUtf8 = (body: Buffer) => {
  if (!isUtf8(body)) throw badRequest('strings must be encoded in UTF-8');
  return body.toString();
};

/**
 * Text as it is, everything else as its JSON. A body that is no JSON object is no refusal but no arguments, as there:
 * some clients send `null` where they have none.
 */
const fromJson = (body: string): [string, string][] => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  if (!isObject(parsed)) return [];
  return Object.entries(parsed).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
};

type Parts = { texts: [string, string][]; files: Map<string, UploadedFile> };

/** Parts with a file name are files, whatever their type; grammY writes that name without quotes. */
const readMultipart = (req: IncomingMessage): Promise<Parts> =>
  new Promise((resolve, reject) => {
    const parts: Parts = { texts: [], files: new Map() };
    const busboy = new Busboy({
      headers: req.headers as BusboyHeaders,
      isPartAFile: (_field, _type, fileName) => fileName !== undefined,
      limits: { fileSize: maxBodyBytes, fieldSize: maxParameterBytes, fields: maxParts, files: maxParts },
    });
    busboy.on('field', (name, value) => void parts.texts.push([name, value]));
    busboy.on('file', (field, stream, name, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('limit', () => reject(tooLarge()));
      stream.on('end', () => parts.files.set(field, { name, mimeType, bytes: Buffer.concat(chunks) }));
    });
    busboy.on('error', () => reject(badRequest("can't parse form data")));
    busboy.on('finish', () => resolve(parts));
    req.on('error', reject);
    req.pipe(busboy);
  });

/**
 * Query, form, JSON and multipart alike; of a name that comes twice the first counts, the query before the body.
 * @throws BotApiError
 */
export const readArguments = async (req: IncomingMessage, query: URLSearchParams): Promise<CallArguments> => {
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  let body: Parts = { texts: [], files: new Map() };
  if (req.method === 'POST' && type === 'multipart/form-data') {
    if (!/boundary=/i.test(req.headers['content-type'] ?? '')) throw badRequest('boundary not found');
    body = await readMultipart(req);
  } else if (req.method === 'POST') {
    const text = checkUtf8(await readBody(req));
    if (type === 'application/json') body.texts = fromJson(text);
    else if (type === 'application/x-www-form-urlencoded') body.texts = [...new URLSearchParams(text)];
  }
  return createCallArguments(new Map([...query, ...body.texts].reverse()), body.files);
};
