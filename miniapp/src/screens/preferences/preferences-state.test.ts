import type { NotificationSettings } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { collecting, inZone, keepingQuiet, quietAt, summaryAt, wanting } from './preferences-state.ts';

const none: NotificationSettings = { preferences: {}, timeZone: null, quietHours: null, digest: null };

describe('a choice', () => {
  it('of a kind leaves the others as they are', () => {
    const before = { ...none, preferences: { orders: { telegram: false } } };
    expect(wanting('orders', 'email', true)(before).preferences).toEqual({
      orders: { telegram: false, email: true },
    });
  });

  it('of hours takes the device’s time zone where none is known', () => {
    expect(keepingQuiet(true, 'Asia/Tokyo')(none)).toMatchObject({
      timeZone: 'Asia/Tokyo',
      quietHours: { from: '22:00', to: '08:00' },
    });
    const moved = inZone('Europe/Paris')(none);
    expect(collecting('achievements', true, 'Asia/Tokyo')(moved).timeZone).toBe('Europe/Paris');
  });

  it('of a summary begins and ends with what it holds', () => {
    const one = collecting('achievements', true, 'UTC')(none);
    const two = summaryAt('09:15')(collecting('broadcast', true, 'UTC')(one));
    expect(two.digest).toEqual({ kinds: ['achievements', 'broadcast'], at: '09:15' });
    const left = collecting('achievements', false, 'UTC')(two);
    expect(left.digest).toEqual({ kinds: ['broadcast'], at: '09:15' });
    expect(collecting('broadcast', false, 'UTC')(left).digest).toBeNull();
  });

  it('made twice is made once, and of a time without hours is none', () => {
    const quiet = quietAt({ to: '07:00' })(keepingQuiet(true, 'UTC')(none));
    expect(quiet.quietHours).toEqual({ from: '22:00', to: '07:00' });
    expect(keepingQuiet(true, 'UTC')(quiet)).toEqual(quiet);
    expect([quietAt({ to: '07:00' })(none), summaryAt('10:00')(none)]).toEqual([none, none]);
  });
});
