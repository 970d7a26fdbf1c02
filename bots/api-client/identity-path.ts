import type { IdentityPath } from '@atlas/shared/wire';

/** Where the API has what a bot may do for somebody. */
export const pathOf = ({ messenger, appScope, subject }: IdentityPath): string =>
  `/v1/service/identities/${messenger}/${encodeURIComponent(appScope)}/${encodeURIComponent(subject)}`;
