import type { Notification, Session } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { type AccountState, type Dismissible, nextBestAction } from './next-best-action.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

const session = (id: string, current: boolean, openedHoursAgo: number): Session => ({
  id,
  messenger: 'telegram',
  device: 'Telegram on Android',
  createdAt: hoursAgo(openedHoursAgo),
  lastSeenAt: hoursAgo(0),
  expiresAt: hoursAgo(-24),
  current,
});

const notification = (reason: string | null): Notification => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'welcome',
  template: 'welcome',
  channel: 'telegram',
  state: reason ? 'failed' : 'sent',
  reason,
  attempts: 1,
  createdAt: hoursAgo(1),
  sentAt: null,
});

const calm: AccountState = {
  sessions: [session('here', true, 0), session('old', false, 48)],
  preferences: { welcome: { telegram: true } },
  notifications: [notification(null)],
  protection: { shop: 'linked', factorCount: 1 },
};
const after = (change: Partial<AccountState>, ...dismissed: Dismissible[]) =>
  nextBestAction({ ...calm, ...change }, now, dismissed);

describe('the next best action', () => {
  it('is nothing where all is in order', () => {
    expect(after({})).toEqual({ kind: 'none' });
  });

  it('is to choose, for somebody who never has', () => {
    expect(after({ preferences: {} })).toEqual({ kind: 'preferences' });
  });

  it('is to check the newest other device of the last day, before choosing', () => {
    const sessions = [session('here', true, 0), session('morning', false, 5), session('noon', false, 1)];
    expect(after({ sessions, preferences: {} })).toMatchObject({
      kind: 'newDevice',
      session: { id: 'noon' },
    });
  });

  it('is to link, then to protect, before choosing', () => {
    const bare = { shop: 'not-linked', factorCount: 0 } as const;
    expect(after({ protection: bare, preferences: {} })).toEqual({ kind: 'link' });
    expect(after({ protection: { ...bare, shop: 'linked' }, preferences: {} })).toEqual({ kind: 'protect' });
    expect(after({ protection: { shop: 'linked', factorCount: 1 } })).toEqual({ kind: 'none' });
  });

  it('is not what the person said "not now" to', () => {
    const protection = { shop: 'not-linked', factorCount: 0 } as const;
    expect(after({ protection }, 'link')).toEqual({ kind: 'protect' });
    expect(after({ protection }, 'link', 'protect')).toEqual({ kind: 'none' });
  });

  it('is no guess about what could not be learnt, or is not there', () => {
    expect(after({ protection: { shop: null, factorCount: null } })).toEqual({ kind: 'none' });
    expect(after({ protection: { shop: 'unavailable', factorCount: 1 } })).toEqual({ kind: 'none' });
  });

  it('is to unblock the bot, before all else, while the newest message did not get through', () => {
    const notifications = [notification('recipient_blocked'), notification(null)];
    expect(after({ notifications, preferences: {} })).toEqual({ kind: 'unreachable' });
    expect(after({ notifications: notifications.toReversed() })).toEqual({ kind: 'none' });
  });
});
