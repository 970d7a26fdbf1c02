import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';

const dayMs = 86_400_000;
const defaultDays = 30;
const maxDays = 1100;

export type Days = { from: string; to: string; timeZone: 'UTC' };

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const refused = (path: string, message: string) =>
  new AtlasError('invalid_request', { fields: [{ path, message }] });

/**
 * The days a query means.
 * @throws AtlasError `invalid_request` when they run backwards or are more than 1100.
 */
export const createReadDays =
  ({ clock }: { clock: Clock }) =>
  ({ from, to = dayOf(clock().getTime()) }: { from?: string; to?: string }): Days => {
    const first = from ?? dayOf(Date.parse(to) - (defaultDays - 1) * dayMs);
    if (first > to) throw refused('from', `must not be after ${to}, the last day`);
    const days = (Date.parse(to) - Date.parse(first)) / dayMs + 1;
    if (days > maxDays) throw refused('from', `${days} days are too many at once; ${maxDays} at the most`);
    return { from: first, to, timeZone: 'UTC' };
  };
