import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../storage/storage.ts';
import type { Business } from './business.ts';

export type Media = { id: string; name: string; mime_type: string; sha256: string; size: number };

/** What may be uploaded, with its largest size in bytes. [Media, supported types] */
const limits: readonly (readonly [type: RegExp, maxBytes: number])[] = [
  [/^image\/(jpeg|png)$/, 5 * 1024 ** 2],
  [/^application\/pdf$|^text\/plain$/, 100 * 1024 ** 2],
];
const keptSeconds = 30 * 86_400;
const addressSeconds = 300;

const columns = 'id, name, mime_type, sha256, length(bytes) as size';

export type MediaStore = ReturnType<typeof createMedia>;

/** What the business uploaded: kept 30 days, and shown under addresses that are good for five minutes. */
export const createMedia = ({
  storage,
  clock,
  business,
  root,
}: {
  storage: Storage;
  clock: Clock;
  business: Business;
  root: string;
}) => {
  const nowSeconds = () => Math.floor(clock().getTime() / 1000);
  const hashOf = (id: string, expiresAt: number) =>
    createHmac('sha256', business.appSecret).update(`${id}.${expiresAt}`).digest();
  const oldest = () => nowSeconds() - keptSeconds;
  return {
    /** Null for a type or size that WhatsApp doesn't take. */
    add: ({ name, mimeType, bytes }: { name: string; mimeType: string; bytes: Buffer }): string | null => {
      const [, maxBytes] = limits.find(([type]) => type.test(mimeType)) ?? [];
      if (maxBytes === undefined || bytes.length === 0 || bytes.length > maxBytes) return null;
      const id = `${randomInt(1, 10)}${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      storage.run(
        'insert into whatsapp_media (id, name, mime_type, sha256, bytes, uploaded_at) values (?, ?, ?, ?, ?, ?)',
        ...[id, name, mimeType, sha256, bytes, nowSeconds()],
      );
      return id;
    },
    find: (id: string): Media | undefined =>
      storage.get<Media>(
        `select ${columns} from whatsapp_media where id = ? and uploaded_at > ?`,
        id,
        oldest(),
      ),
    remove: (id: string): boolean => storage.run('delete from whatsapp_media where id = ?', id).changes > 0,
    bytesOf: (id: string): Buffer =>
      Buffer.from(
        storage.get<{ bytes: Uint8Array }>('select bytes from whatsapp_media where id = ?', id)?.bytes ?? [],
      ),
    addressOf: (id: string): string => {
      const expiresAt = nowSeconds() + addressSeconds;
      return `${root}/media/?mid=${id}&ext=${expiresAt}&hash=${hashOf(id, expiresAt).toString('base64url')}`;
    },
    isAddressGood: (id: string, expiresAt: number, hash: string): boolean => {
      const shown = Buffer.from(hash, 'base64url');
      const expected = hashOf(id, expiresAt);
      return (
        expiresAt >= nowSeconds() && shown.length === expected.length && timingSafeEqual(shown, expected)
      );
    },
    reset: () => void storage.run('delete from whatsapp_media'),
  };
};
