import { extname } from 'node:path';
import { badRequest } from '../calls/bot-api-error.ts';
import type { Call } from '../calls/call.ts';
import type { UploadedFile } from '../calls/call-arguments.ts';
import type { Files, StoredFile } from '../files.ts';
import { checkLink } from '../text/links.ts';
import { readImageFacts } from './image-size.ts';

const megabyte = 1024 * 1024;
const limits = {
  photo: { uploadBytes: 10 * megabyte, addressBytes: 5 * megabyte },
  document: { uploadBytes: 50 * megabyte, addressBytes: 20 * megabyte },
};
const fetchTimeoutMs = 5000;

type MediaKind = keyof typeof limits;

const checkPhoto = (bytes: Buffer) => {
  const facts = readImageFacts(bytes);
  if (!facts) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = facts;
  const isOdd = width === 0 || height === 0 || Math.max(width / height, height / width) > 20;
  if (isOdd || width + height > 10_000) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return facts;
};

const store = (
  files: Files,
  kind: MediaKind,
  { name, mimeType, bytes }: UploadedFile,
  maxBytes: number,
): StoredFile => {
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > maxBytes) throw badRequest(`file is too big for a ${kind}`);
  if (kind === 'photo') return files.add({ kind: 'photos', name: null, bytes, ...checkPhoto(bytes) });
  return files.add({
    kind: 'documents',
    name,
    bytes,
    mimeType: readImageFacts(bytes)?.mimeType ?? (mimeType || 'application/octet-stream'),
    extension: extname(name).replace(/[^.A-Za-z0-9]/g, ''),
  });
};

/** A file that an address names. Without the network Telegram's own words for "could not fetch". */
const fetchFile = async (url: string, maxBytes: number, signal: AbortSignal): Promise<UploadedFile> => {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(fetchTimeoutMs)]),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > maxBytes) throw new Error('too big');
    const mimeType = response.headers.get('content-type')?.split(';')[0] ?? '';
    return { name: new URL(url).pathname.split('/').at(-1) || 'file', mimeType, bytes };
  } catch (error) {
    throw Object.assign(badRequest('Failed to get HTTP URL content'), { cause: error });
  }
};

/**
 * The file an argument means: an upload under the argument's own name or `attach://…`, the id of a file that is
 * already here, or an address to fetch.
 * @throws BotApiError 400
 */
export const readMedia = async (files: Files, call: Call, kind: MediaKind): Promise<StoredFile> => {
  const given = call.args.text(kind);
  const attached = given.startsWith('attach://') ? given.slice('attach://'.length) : undefined;
  if (given === '' || attached !== undefined) {
    const upload = call.args.file(attached ?? kind);
    if (!upload) throw badRequest(`There is no ${kind} in the request`);
    return store(files, kind, upload, limits[kind].uploadBytes);
  }
  const known = files.byId(given);
  if (known) {
    if (kind === 'photo' && known.width === null)
      throw badRequest("can't use file of type Document as Photo");
    return known;
  }
  const wrong = badRequest('Wrong file identifier/HTTP URL specified');
  if (!/^https?:\/\//i.test(given)) throw wrong;
  let url: string;
  try {
    url = checkLink(given, { webOnly: true });
  } catch {
    throw wrong;
  }
  return store(
    files,
    kind,
    await fetchFile(url, limits[kind].addressBytes, call.signal),
    limits[kind].addressBytes,
  );
};
