import type { Storage } from '../storage/storage.ts';
import { type BotIdentity, opaqueId } from './bot-identity.ts';

export type StoredFile = {
  fileId: string;
  uniqueId: string;
  /** Below `/file/bot<token>/`. */
  path: string;
  name: string | null;
  mimeType: string;
  width: number | null;
  height: number | null;
  sizeBytes: number;
};

type Row = {
  file_id: string;
  unique_id: string;
  path: string;
  name: string | null;
  mime_type: string;
  width: number | null;
  height: number | null;
  size: number;
};

const fromRow = (row: Row): StoredFile => ({
  fileId: row.file_id,
  uniqueId: row.unique_id,
  path: row.path,
  name: row.name,
  mimeType: row.mime_type,
  width: row.width,
  height: row.height,
  sizeBytes: row.size,
});

const columns = 'file_id, unique_id, path, name, mime_type, width, height, length(bytes) as size';

export type Files = ReturnType<typeof createFiles>;
export type NewFile = {
  kind: 'photos' | 'documents';
  name: string | null;
  mimeType: string;
  extension: string;
  width?: number;
  height?: number;
  bytes: Buffer;
};

/** What was uploaded. A file id stays good for ever; the bytes stay whole. */
export const createFiles = ({ storage, bot }: { storage: Storage; bot: BotIdentity }) => {
  const find = (column: 'file_id' | 'unique_id' | 'path', value: string): StoredFile | undefined => {
    const row = storage.get<Row>(`select ${columns} from file where ${column} = ?`, value);
    return row && fromRow(row);
  };
  return {
    byId: (fileId: string) => find('file_id', fileId),
    byUniqueId: (uniqueId: string) => find('unique_id', uniqueId),
    byPath: (path: string) => find('path', path),
    bytesOf: ({ fileId }: StoredFile): Buffer => {
      const row = storage.get<{ bytes: Uint8Array }>('select bytes from file where file_id = ?', fileId);
      return Buffer.from(row?.bytes ?? []);
    },
    add: ({ kind, name, mimeType, extension, width, height, bytes }: NewFile): StoredFile =>
      storage.transaction(() => {
        const { next } = storage.get<{ next: number }>(
          'select coalesce(max(number), 0) + 1 as next from file',
        ) ?? { next: 1 };
        const prefix = kind === 'photos' ? 'AgACAgIAAx' : 'BQACAgIAAx';
        const file: StoredFile = {
          fileId: prefix + opaqueId(bot, 'file', next, 30),
          uniqueId: `AQAD${opaqueId(bot, 'unique-file', next, 9)}`,
          path: `${kind}/file_${next}${extension}`,
          name,
          mimeType,
          width: width ?? null,
          height: height ?? null,
          sizeBytes: bytes.length,
        };
        storage.run(
          'insert into file (file_id, unique_id, path, name, mime_type, width, height, bytes) values (?, ?, ?, ?, ?, ?, ?, ?)',
          ...[file.fileId, file.uniqueId, file.path, name, mimeType, file.width, file.height, bytes],
        );
        return file;
      }),
  };
};
