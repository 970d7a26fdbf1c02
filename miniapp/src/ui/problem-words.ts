import type { TFunction } from 'i18next';

const spoken = [
  'offline',
  'unreachable',
  'unavailable',
  'rate_limited',
  'session_not_found',
  'invalid_request',
  'step_up_cancelled',
  'snapshot_user',
] as const;

/** What to say about a failure; a code without words of its own gets the general ones. */
export const problemWords = (t: TFunction, code: string): { title: string; text: string } => {
  const key = spoken.find((known) => known === code) ?? 'other';
  return { title: t(`problems.${key}.title`), text: t(`problems.${key}.text`) };
};
