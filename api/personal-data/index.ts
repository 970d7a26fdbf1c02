export { createEraseAccount, createEraseWithin, type EraseWithin } from './erase-account.ts';
export { createExportAccount } from './export-account.ts';
export type { Holding } from './holding.ts';
export { personalDataRoutes } from './routes.ts';
