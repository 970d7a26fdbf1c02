import { AccountExport } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { EraseAccount } from './erase-account.ts';
import type { createExportAccount } from './export-account.ts';

type Deps = { exportAccount: ReturnType<typeof createExportAccount>; eraseAccount: EraseAccount };

const common = { tag: 'Account', policy: 'session', needs: 'stepUpIfProtected', limit: 'byNetwork' } as const;

/** What the law calls access and erasure. */
export const personalDataRoutes = ({ exportAccount, eraseAccount }: Deps): Route[] => [
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/account/export',
    operationId: 'exportAccount',
    summary: 'Everything Atlas holds about me',
    answer: { status: 200, schema: AccountExport, description: 'All of it, without secrets.' },
    refusals: [],
    handle: ({ caller, setHeader }) => {
      setHeader('Content-Disposition', 'attachment; filename="atlas-account.json"');
      return exportAccount(caller.accountId);
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/v1/account',
    operationId: 'eraseAccount',
    summary: 'Erase my account',
    answer: {
      status: 204,
      description: 'Gone, with everything personal. Whoever signs in again gets a new, empty account.',
    },
    refusals: ['account_not_found', 'merge_recent'],
    handle: ({ caller, context }) => eraseAccount(caller.accountId, context),
  }),
];
