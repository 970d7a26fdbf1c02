import { type BroadcastTexts, nearestLocale } from '@atlas/shared/wire';
import type { Template } from '../templates/index.ts';

/** Texts at hand: few announcements are on their way at once. */
const maxKept = 20;

const body = '<b>{title}</b>\n\n{text}';
const texts = { card: '{title}', body, digest: body };

const template: Omit<Template, 'name' | 'load'> = {
  kind: 'broadcast',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_most_once',
  texts: {
    en: { ...texts, open: 'Open the app' },
    ru: { ...texts, open: 'Открыть приложение' },
    zh: { ...texts, open: '打开应用' },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};

/**
 * Announcements of administrators, whose texts are found by their id: one that waits for people to wake up, and one that
 * is good only now. What they wrote is filled in as it stands; it holds no markup and no placeholders.
 */
export const createBroadcastTemplates = (
  findTexts: (id: string) => Promise<BroadcastTexts>,
): readonly [waits: Template, drops: Template] => {
  const kept = new Map<string, Promise<BroadcastTexts>>();
  const textsOf = (id: string): Promise<BroadcastTexts> => {
    const found = kept.get(id) ?? findTexts(id);
    kept.delete(id);
    kept.set(id, found);
    // Not known now may be known later.
    found.catch(() => kept.delete(id));
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break;
      kept.delete(oldest);
    }
    return found;
  };
  const load: Template['load'] = async ({ broadcastId }, locale) =>
    (await textsOf(String(broadcastId)))[nearestLocale(locale)];
  return [
    { ...template, name: 'broadcast', load },
    { ...template, name: 'broadcast_for_now', load, quietHours: 'drop' },
  ];
};
