import { z } from 'zod';
import { Timestamp } from './common.ts';

/** What can be earned. Names and pictures are the reader's business, in the reader's language. */
export const achievementIds = [
  'registered',
  'linked',
  'protected',
  'authenticator',
  'prepared',
  'regular',
  'first_order',
  'loyal',
] as const;
export const AchievementId = z.enum(achievementIds).meta({ id: 'AchievementId' });
export type AchievementId = z.output<typeof AchievementId>;

/** One achievement as it stands for the account holder: earned, or locked with how far they are. */
export const Achievement = z
  .object({
    id: AchievementId,
    /** Null while it is locked. */
    earnedAt: Timestamp.nullable(),
    /** How often what it takes was done; never above `goal`. */
    count: z.int(),
    goal: z.int(),
  })
  .meta({ id: 'Achievement' });
export type Achievement = z.output<typeof Achievement>;

/** `GET /v1/achievements`: all there are, in the order in which people usually earn them. */
export const AchievementList = z.object({ items: z.array(Achievement) }).meta({ id: 'AchievementList' });
export type AchievementList = z.output<typeof AchievementList>;
