import { randomBytes } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../storage/storage.ts';
import { WechatError } from './wechat-error.ts';

export type Media = { id: string; type: string; name: string; mime_type: string };

/** What may be uploaded for a while, with its largest size in bytes. [Temporary media] */
const kinds: Readonly<Record<string, readonly [mimeTypes: RegExp, maxBytes: number]>> = {
  image: [/^image\/(png|jpeg|gif|bmp)$/, 10 * 1024 ** 2],
  thumb: [/^image\/jpeg$/, 64 * 1024],
};
const keptMs = 3 * 86_400_000;

/** Where the page fetches a picture of the chat. */
const addressOf = (id: string): string => `/sandbox/control/wechat/media/${id}`;

export type MediaStore = ReturnType<typeof createMedia>;

/** What the developer uploaded: kept for three days. */
export const createMedia = ({ storage, clock }: { storage: Storage; clock: Clock }) => {
  const find = (id: string): Media | undefined =>
    storage.get<Media>(
      'select id, type, name, mime_type from wechat_media where id = ? and uploaded_at > ?',
      ...[id, clock().getTime() - keptMs],
    );
  return {
    find,
    /** @throws WechatError 40004, 40005, 40006 */
    add: (type: string, { name, mimeType, bytes }: { name: string; mimeType: string; bytes: Buffer }) => {
      const [mimeTypes, maxBytes] = kinds[type] ?? [];
      if (!mimeTypes || maxBytes === undefined) throw new WechatError(40004);
      if (!mimeTypes.test(mimeType)) throw new WechatError(40005);
      if (bytes.length === 0 || bytes.length > maxBytes) throw new WechatError(40006);
      const id = randomBytes(48).toString('base64url');
      const atMs = clock().getTime();
      storage.run(
        'insert into wechat_media (id, type, name, mime_type, bytes, uploaded_at) values (?, ?, ?, ?, ?, ?)',
        ...[id, type, name, mimeType, bytes, atMs],
      );
      return { type, media_id: id, created_at: Math.floor(atMs / 1000) };
    },
    bytesOf: (id: string): Buffer =>
      Buffer.from(
        storage.get<{ bytes: Uint8Array }>('select bytes from wechat_media where id = ?', id)?.bytes ?? [],
      ),
    /** Address of a picture; undefined where there is none. */
    pictureOf: (id: string): string | undefined => (find(id)?.type === 'image' ? addressOf(id) : undefined),
    reset: (): void => void storage.run('delete from wechat_media'),
  };
};
