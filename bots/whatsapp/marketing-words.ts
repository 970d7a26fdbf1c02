import { z } from 'zod';

/** What somebody told WhatsApp about marketing messages of ours. */
export type MarketingWord = { userId: string; isStopped: boolean; at: Date };

const Preference = z.looseObject({
  user_id: z.string(),
  category: z.literal('marketing_messages'),
  value: z.enum(['stop', 'resume']),
  timestamp: z.union([z.int(), z.string().regex(/^\d{9,11}$/)]),
});
const Change = z.object({
  field: z.literal('user_preferences'),
  value: z.looseObject({ user_preferences: z.array(z.unknown()) }),
});

/** Webhooks of the field `user_preferences`; what else may be chosen there one day is left out. [User preferences] */
export const marketingWordsOf = (change: unknown): MarketingWord[] =>
  (Change.safeParse(change).data?.value.user_preferences ?? []).flatMap((told) => {
    const { data } = Preference.safeParse(told);
    if (!data) return [];
    const { user_id: userId, value, timestamp } = data;
    return [{ userId, isStopped: value === 'stop', at: new Date(Number(timestamp) * 1000) }];
  });
