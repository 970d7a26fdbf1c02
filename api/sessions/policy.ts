/** Ages and lifetimes of sign-in, in seconds. [docs/threat-model.md] */
export const sessionPolicy = {
  /** A proof this young opens sensitive steps. */
  freshProof: 300,
  /** Older init data signs in only a key that this account already uses. */
  knownKeyMaxAge: 86_400,
  /** `auth_date` may lie this far ahead of our clock. */
  futureSkew: 60,
  /** Longer than init data can live, so a pin never ends before its proof. */
  pin: 86_460,
  session: 30 * 86_400,
  refreshIdle: 14 * 86_400,
  /** A lost answer is handed again to the same key for so long. */
  refreshGrace: 30,
  confirmation: 300,
} as const;
