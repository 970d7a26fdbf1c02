/** Numbers of linking. [docs/threat-model.md] */
export const shopLinkPolicy = {
  ticketSeconds: 300,
  undoSeconds: 30 * 86_400,
  /** Whoever reads what the shop has on file may say "not me" for so long; then nobody links it for a day. */
  objectionSeconds: 72 * 3600,
  blockSeconds: 86_400,
  /** The owner of a link hears of the same claimant this often at the most. */
  claimAlertSeconds: 3600,
  /** Who was turned away is told that the shop is back within so long, or not at all. */
  reminderSeconds: 7 * 86_400,
} as const;

/** Wrong passwords that are taken. Kept below the shop's own lock, so that nobody can lock others out through us. */
export const tryLimits = {
  accountPerHour: 5,
  accountPerDay: 10,
  /** For one login, whoever tries; then one more after `firstPauseSeconds`, doubling up to `longestPauseSeconds`. */
  loginBeforePauses: 5,
  firstPauseSeconds: 30,
  longestPauseSeconds: 3600,
  networkPerQuarter: 20,
} as const;
