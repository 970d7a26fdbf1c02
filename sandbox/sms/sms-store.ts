import { findCode } from '../codes/find-code.ts';
import type { Storage } from '../storage/storage.ts';
import type { SmsMessage } from '../wire.ts';

export type SmsStatus = SmsMessage['status'];

export type StoredSms = {
  number: number;
  id: string;
  client_ref: string | null;
  provider: 'gateway' | 'twilio';
  recipient: string;
  sender: string;
  body: string;
  segments: number;
  encoding: 'GSM-7' | 'UCS-2';
  status: SmsStatus;
  error_code: string | null;
  accepted_at: number;
  arrived_at: number | null;
  copies: number;
  callback_url: string | null;
  traceparent: string | null;
};
export type NewSms = Omit<StoredSms, 'number' | 'status' | 'error_code' | 'arrived_at' | 'copies'>;

export const toSmsMessage = (sms: StoredSms): SmsMessage => ({
  id: sms.id,
  to: sms.recipient,
  from: sms.sender,
  text: sms.body,
  segments: sms.segments,
  encoding: sms.encoding,
  status: sms.status,
  acceptedAt: new Date(sms.accepted_at).toISOString(),
  arrivedAt: sms.arrived_at === null ? null : new Date(sms.arrived_at).toISOString(),
  code: findCode(sms.body),
});

const columns = [
  'id',
  'client_ref',
  'provider',
  'recipient',
  'sender',
  'body',
  'segments',
  'encoding',
  'accepted_at',
  'callback_url',
  'traceparent',
] as const satisfies readonly (keyof NewSms)[];

export type SmsStore = ReturnType<typeof createSmsStore>;

/** Every text handed in, arrived or not. */
export const createSmsStore = ({ storage }: { storage: Storage }) => {
  const get = (id: string) => storage.get<StoredSms>('select * from sms where id = ?', id);
  const insert = `insert into sms (${columns.join(', ')}, status) values (${columns.map(() => '?').join(', ')}, 'queued')`;
  return {
    get,
    byClientRef: (clientRef: string) =>
      storage.get<StoredSms>('select * from sms where client_ref = ?', clientRef),
    add: (sms: NewSms): StoredSms => {
      storage.run(insert, ...columns.map((column) => sms[column]));
      return get(sms.id) as StoredSms;
    },
    settle: (
      id: string,
      status: SmsStatus,
      errorCode: string | null,
      arrivedAt: number | null,
    ): StoredSms => {
      storage.run(
        'update sms set status = ?, error_code = ?, arrived_at = coalesce(arrived_at, ?) where id = ?',
        ...[status, errorCode, arrivedAt, id],
      );
      return get(id) as StoredSms;
    },
    addCopy: (id: string) => void storage.run('update sms set copies = copies + 1 where id = ?', id),
    /** Handed in, and not yet settled: what a stop interrupted. */
    unsettled: () => storage.all<StoredSms>(`select * from sms where status = 'queued' order by number`),
    /** What arrived, newest first; what came twice is there twice. */
    list: (to?: string): SmsMessage[] =>
      storage
        .all<StoredSms>(
          `select * from sms where arrived_at is not null and ${to === undefined ? '? is null' : 'recipient = ?'}
           order by number desc limit 500`,
          to ?? null,
        )
        .flatMap((sms) => Array.from({ length: sms.copies }, () => toSmsMessage(sms))),
    reset: () => void storage.run('delete from sms'),
  };
};
