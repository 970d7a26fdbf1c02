export * from './accounts.ts';
export * from './challenges.ts';
export * from './common.ts';
export * from './factors.ts';
export * from './notifications.ts';
export * from './service-identities.ts';
export * from './sessions.ts';
export * from './shop-link.ts';
