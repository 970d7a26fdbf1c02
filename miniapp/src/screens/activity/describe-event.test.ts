import { describe, expect, it } from 'vitest';
import { createI18n } from '../../i18n/i18n.ts';
import { describeEvent } from './describe-event.ts';

const entry = (type: string, data: Record<string, unknown>) => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  type,
  time: '2026-11-21T12:00:00Z',
  data,
});
const sentencesIn = async (locale: 'en' | 'ru', type: string, data: Record<string, unknown>) =>
  describeEvent((await createI18n(locale)).t, entry(type, data)).sentences;

describe('an event in words', () => {
  it.each([
    ['user.registered.v1', { messenger: 'telegram' }, 'You joined Atlas with Telegram'],
    ['session.opened.v1', { messenger: 'telegram' }, 'Signed in with Telegram'],
    ['session.revoked.v1', { sessionIds: ['a'], reason: 'signed_out' }, 'Signed out'],
    ['session.revoked.v1', { sessionIds: ['a', 'b'], reason: 'revoked' }, 'You ended 2 sessions'],
    ['account.updated.v1', { locale: 'ru' }, 'You changed the language to Русский'],
    ['account.updated.v1', { displayName: 'Ann' }, 'You changed your name to \u2068Ann\u2069'],
  ])('%s %j', async (type, data, sentence) => {
    expect(await sentencesIn('en', type, data)).toEqual([sentence]);
  });

  it('names each thing that was changed', async () => {
    expect(await sentencesIn('en', 'account.updated.v1', { displayName: 'Ann', locale: 'zh' })).toHaveLength(
      2,
    );
  });

  it('counts as the language does', async () => {
    const revoked = (count: number) => ({ sessionIds: Array(count).fill('a'), reason: 'revoked' });
    expect(await sentencesIn('ru', 'session.revoked.v1', revoked(21))).toEqual(['Вы завершили 21 сеанс']);
    expect(await sentencesIn('ru', 'session.revoked.v1', revoked(12))).toEqual(['Вы завершили 12 сеансов']);
  });

  it.each([
    ['a type of a later version', 'order.placed.v7', {}],
    ['data of another shape', 'session.opened.v1', { messenger: 'pigeon' }],
    ['a name of a prototype', 'toString', {}],
  ])('has general words for %s', async (_what, type, data) => {
    expect(await sentencesIn('en', type, data)).toEqual(['Something changed in your account']);
  });
});
