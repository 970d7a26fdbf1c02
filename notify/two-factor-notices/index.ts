export { backupCodeUsed } from './backup-code-used.ts';
export { backupCodesCreated } from './backup-codes-created.ts';
export { factorDisabled } from './factor-disabled.ts';
export { factorEnabled } from './factor-enabled.ts';
