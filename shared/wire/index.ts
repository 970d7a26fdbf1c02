export * from './accounts.ts';
export * from './common.ts';
export * from './notifications.ts';
export * from './service-identities.ts';
export * from './sessions.ts';
