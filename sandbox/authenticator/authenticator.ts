import type { Clock } from '@atlas/shared/ports';
import { generateSync } from 'otplib';
import { Refusal } from '../control/refusal.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuthenticatorEntry, NewAuthenticatorEntry } from '../wire.ts';
import { parseOtpauthUri, type TotpKey } from './otpauth-uri.ts';
import { readQrInPng, readQrInSvg } from './read-qr.ts';

type Row = {
  number: number;
  issuer: string;
  account: string;
  secret: string;
  algorithm: string;
  digits: number;
  period_seconds: number;
};

export type Authenticator = ReturnType<typeof createAuthenticator>;

type Deps = {
  storage: Storage;
  clock: Clock;
  /** A picture of a chat, in whichever messenger, by the id in its address. */
  pictureOf: (fileId: string) => Buffer | undefined;
};

/** An authenticator app whose camera sees what is on the desk, and whose clock is the sandbox's. */
export const createAuthenticator = ({ storage, clock, pictureOf }: Deps) => {
  const codeAt = (row: Row, epochSeconds: number): string =>
    generateSync({
      secret: row.secret,
      epoch: epochSeconds,
      algorithm: row.algorithm as TotpKey['algorithm'],
      digits: row.digits as TotpKey['digits'],
      period: row.period_seconds,
    });

  const toEntry = (row: Row): AuthenticatorEntry => {
    const nowMs = clock().getTime();
    const periodMs = row.period_seconds * 1000;
    const epochSeconds = Math.floor(nowMs / 1000);
    return {
      id: row.number,
      issuer: row.issuer,
      account: row.account,
      code: codeAt(row, epochSeconds),
      nextCode: codeAt(row, epochSeconds + row.period_seconds),
      periodSeconds: row.period_seconds,
      leftMs: periodMs - (nowMs % periodMs),
    };
  };

  const look = (shown: NewAuthenticatorEntry): string | null => {
    if ('uri' in shown) return shown.uri;
    if ('svg' in shown) return readQrInSvg(shown.svg);
    const picture = pictureOf(shown.fileId);
    return picture ? readQrInPng(picture) : null;
  };

  const keep = ({ issuer, account, secret, algorithm, digits, periodSeconds }: TotpKey): Row => {
    storage.run(
      `insert into authenticator_entry (issuer, account, secret, algorithm, digits, period_seconds)
       values (?, ?, ?, ?, ?, ?) on conflict (secret) do nothing`,
      ...[issuer, account, secret, algorithm, digits, periodSeconds],
    );
    return storage.get<Row>('select * from authenticator_entry where secret = ?', secret) as Row;
  };

  return {
    list: (): AuthenticatorEntry[] =>
      storage.all<Row>('select * from authenticator_entry order by number desc').map(toEntry),
    /** Scans a QR code, or takes the address in it. The same key again is the entry that is there. @throws Refusal 422 */
    add: (shown: NewAuthenticatorEntry): AuthenticatorEntry => {
      const uri = look(shown);
      const key = uri === null ? null : parseOtpauthUri(uri);
      if (!key) throw new Refusal(422, 'no_key', 'There is no key of an authenticator to be seen here.');
      return toEntry(keep(key));
    },
    remove: (id: number): boolean =>
      storage.run('delete from authenticator_entry where number = ?', id).changes > 0,
    reset: () => void storage.run('delete from authenticator_entry'),
  };
};
