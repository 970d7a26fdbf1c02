import { BackupCodes, CodeBody } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { ConfirmBackupCodes, RenewBackupCodes } from './backup-codes.ts';

type Deps = { renewBackupCodes: RenewBackupCodes; confirmBackupCodes: ConfirmBackupCodes };

const common = { tag: 'Second factors', method: 'post', policy: 'session' } as const;

/** Make new backup codes, and say that they were kept. */
export const backupCodeRoutes = ({ renewBackupCodes, confirmBackupCodes }: Deps): Route[] => [
  defineRoute({
    ...common,
    path: '/v1/backup-codes',
    operationId: 'renewBackupCodes',
    summary: 'Ten new backup codes; the old ones die',
    needs: 'stepUp',
    limit: 'codeByNetwork',
    answer: { status: 201, schema: BackupCodes, description: 'Shown this once.' },
    refusals: ['idempotency_key_invalid', 'idempotency_key_reused'],
    handle: ({ caller, idempotencyKey, context }) =>
      renewBackupCodes({ accountId: caller.accountId, idempotencyKey, context }),
  }),
  defineRoute({
    ...common,
    path: '/v1/backup-codes/confirm',
    operationId: 'confirmBackupCodes',
    summary: 'Type one back: the codes were kept',
    limit: 'codeByNetwork',
    body: CodeBody,
    answer: { status: 204, description: 'Noted; the code stays good.' },
    refusals: ['code_invalid', 'verification_locked'],
    handle: ({ caller, body, context }) =>
      confirmBackupCodes({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        code: body.code,
        context,
      }),
  }),
];
