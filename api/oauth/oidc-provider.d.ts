// Types of the two library files that are imported past its entry: that one prints "Unsupported runtime" at every
// start on a Node whose release line has not become LTS yet, which is no concern of whoever starts Atlas.
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}
declare module 'oidc-provider/lib/helpers/errors.js' {
  import { errors } from 'oidc-provider';
  export const InvalidClientAuth: typeof errors.InvalidClientAuth;
  export const InvalidRequest: typeof errors.InvalidRequest;
  export const InvalidScope: typeof errors.InvalidScope;
  export const InvalidTarget: typeof errors.InvalidTarget;
}
