import { describe, expect, it } from 'vitest';
import { nextAt, quietFrom, quietUntil } from './local-clock.ts';

const night = { from: '22:00', to: '08:00' };
const at = (iso: string) => new Date(iso);

describe('quiet hours', () => {
  it.each([
    ['before midnight', '2026-01-10T20:30:00Z', 'Europe/Moscow', '2026-01-11T05:00:00.000Z'],
    ['after midnight', '2026-01-10T23:30:00Z', 'Europe/Moscow', '2026-01-11T05:00:00.000Z'],
    ['at their first moment', '2026-01-10T19:00:00Z', 'Europe/Moscow', '2026-01-11T05:00:00.000Z'],
    ['not at their last', '2026-01-11T05:00:00Z', 'Europe/Moscow', null],
    ['not by day', '2026-01-11T12:00:00Z', 'Europe/Moscow', null],
    ['half an hour off the others', '2026-01-10T17:00:00Z', 'Asia/Kolkata', '2026-01-11T02:30:00.000Z'],
    ['by UTC where the zone is not known', '2026-01-10T22:30:00Z', null, '2026-01-11T08:00:00.000Z'],
    ['by UTC where nobody knows the zone', '2026-01-10T22:30:00Z', 'Moon/Base', '2026-01-11T08:00:00.000Z'],
    // Clocks go forward at 02:00 on 29 March: the night is an hour shorter.
    ['on the night that loses an hour', '2026-03-28T21:30:00Z', 'Europe/Berlin', '2026-03-29T06:00:00.000Z'],
    // Clocks go back at 03:00 on 25 October: the night is an hour longer.
    ['on the night that gains one', '2026-10-24T21:00:00Z', 'Europe/Berlin', '2026-10-25T07:00:00.000Z'],
  ])('hold %s', (_, now, zone, end) => {
    expect(quietUntil(at(now), night, zone)?.toISOString() ?? null).toBe(end);
  });

  it('may lie within one day', () => {
    const noon = { from: '12:00', to: '14:00' };
    expect(quietUntil(at('2026-01-10T13:00:00Z'), noon, 'UTC')?.toISOString()).toBe(
      '2026-01-10T14:00:00.000Z',
    );
    expect(quietUntil(at('2026-01-10T14:00:00Z'), noon, 'UTC')).toBeNull();
    expect(quietFrom(at('2026-01-10T14:00:00Z'), noon, 'UTC')?.toISOString()).toBe(
      '2026-01-11T12:00:00.000Z',
    );
  });

  it('end once where a clock shows their end twice, and later where it never shows it', () => {
    const toTwice = { from: '22:00', to: '02:30' };
    const isQuiet = (iso: string) => quietUntil(at(iso), toTwice, 'Europe/Berlin') !== null;
    expect(['2026-10-25T00:29:00Z', '2026-10-25T00:31:00Z', '2026-10-25T01:15:00Z'].map(isQuiet)).toEqual([
      true,
      false,
      false,
    ]);
    expect(quietUntil(at('2026-03-29T00:30:00Z'), toTwice, 'Europe/Berlin')?.toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('begin next time by the clock of that day', () => {
    expect(quietFrom(at('2026-03-28T12:00:00Z'), night, 'Europe/Berlin')?.toISOString()).toBe(
      '2026-03-28T21:00:00.000Z',
    );
    expect(quietFrom(at('2026-03-29T12:00:00Z'), night, 'Europe/Berlin')?.toISOString()).toBe(
      '2026-03-29T20:00:00.000Z',
    );
  });
});

describe('an hour of the day', () => {
  it('comes once a day, today if it is still to come', () => {
    expect(nextAt(at('2026-01-10T10:00:00Z'), '18:30', 'Asia/Shanghai').toISOString()).toBe(
      '2026-01-10T10:30:00.000Z',
    );
    expect(nextAt(at('2026-01-10T10:30:00Z'), '18:30', 'Asia/Shanghai').toISOString()).toBe(
      '2026-01-11T10:30:00.000Z',
    );
  });
});
