import { z } from 'zod';
import { type Locale, locales, pageOf, Timestamp } from './common.ts';

const line = (text: string) => !/[\r\n]/.test(text);

export const BroadcastText = z
  .strictObject({
    title: z.string().trim().min(1).max(120).refine(line, 'must be one line'),
    text: z.string().trim().min(1).max(1500),
  })
  .meta({ id: 'BroadcastText', description: 'Plain text; an empty line begins a paragraph.' });
export type BroadcastText = z.output<typeof BroadcastText>;

const BroadcastTexts = z
  .strictObject({ en: BroadcastText, ru: BroadcastText, zh: BroadcastText })
  .meta({ id: 'BroadcastTexts' });
export type BroadcastTexts = z.output<typeof BroadcastTexts>;

const QuietHoursRule = z.enum(['defer', 'drop']).meta({
  description: '`defer`: who sleeps is told after their quiet hours; `drop`: who sleeps is not told.',
});

/** Body of `POST /v1/admin/broadcasts`. */
export const CreateBroadcastBody = z
  .strictObject({
    texts: BroadcastTexts,
    quietHours: QuietHoursRule.default('defer'),
    ttlSeconds: z
      .int()
      .min(3600)
      .max(7 * 86_400)
      .default(3 * 86_400)
      .meta({ description: 'From its start: who could not be told by then is not told.' }),
  })
  .meta({ id: 'CreateBroadcastBody' });
export type CreateBroadcastBody = z.output<typeof CreateBroadcastBody>;

export const broadcastStates = ['draft', 'running', 'paused', 'stopped', 'finished'] as const;

/** People, by what became of telling them. */
export const BroadcastProgress = z
  .object({
    sent: z.int(),
    /** Told in a summary. */
    digested: z.int(),
    /** Not delivered, perhaps not delivered, or too late. */
    failed: z.int(),
    /** Not told: switched off, bot blocked, asleep, or stopped. */
    suppressed: z.int(),
    /** In the queue, or waiting for a summary. */
    waiting: z.int(),
    /** Nothing decided yet. */
    left: z.int(),
  })
  .meta({ id: 'BroadcastProgress' });
export type BroadcastProgress = z.output<typeof BroadcastProgress>;

export const Broadcast = z
  .object({
    id: z.uuid(),
    state: z.enum(broadcastStates),
    texts: BroadcastTexts,
    /** As it reads in the chat; the first line is bold. */
    preview: z.object({ en: z.string(), ru: z.string(), zh: z.string() }),
    quietHours: QuietHoursRule,
    ttlSeconds: z.int(),
    createdBy: z.string(),
    createdAt: Timestamp,
    startedAt: Timestamp.nullable(),
    expiresAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Broadcast' });
export type Broadcast = z.output<typeof Broadcast>;
export const BroadcastPage = pageOf(Broadcast, 'BroadcastPage');
export type BroadcastPage = z.output<typeof BroadcastPage>;

export const BroadcastDetails = Broadcast.extend({ progress: BroadcastProgress }).meta({
  id: 'BroadcastDetails',
});
export type BroadcastDetails = z.output<typeof BroadcastDetails>;

export const broadcastActions = ['start', 'pause', 'resume', 'stop'] as const;
export type BroadcastAction = (typeof broadcastActions)[number];

/** What is read, without markup. */
export const previewBroadcast = (texts: BroadcastTexts): Record<Locale, string> =>
  Object.fromEntries(
    locales.map((locale) => [locale, `${texts[locale].title}\n\n${texts[locale].text}`]),
  ) as Record<Locale, string>;
