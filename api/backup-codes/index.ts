export {
  type BackupCodeSets,
  createBackupCodeSets,
  createConfirmBackupCodes,
  createRenewBackupCodes,
} from './backup-codes.ts';
export { createHashSlots } from './hash-slots.ts';
export { backupCodeProjection } from './projection.ts';
export { deleteBackupCodes, selectBackupCodeState } from './queries.ts';
export { backupCodeRoutes } from './routes.ts';
