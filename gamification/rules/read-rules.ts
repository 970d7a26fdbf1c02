import { catalogue, type EventDefinition, type EventType } from '@atlas/shared/events';
import { AchievementId } from '@atlas/shared/wire';
import { z } from 'zod';
import given from './rules.json' with { type: 'json' };

const eventTypes = Object.keys(catalogue) as [EventType, ...EventType[]];

/** Whether a condition names fields that the event has and that say nothing personal. */
const checkConditions = ({ event, where }: Rule, context: z.core.$RefinementCtx): void => {
  const { data, personal }: EventDefinition = catalogue[event];
  for (const field of Object.keys(where)) {
    const isFit = Object.hasOwn(data.shape, field) && !personal.includes(field);
    if (!isFit)
      context.addIssue({
        code: 'custom',
        path: ['where', field],
        message: `${event} has no such field to go by`,
      });
  }
};

const Shape = z.strictObject({
  achievement: AchievementId,
  event: z.enum(eventTypes),
  /** The event counts when each of these fields has that value. */
  where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** How many such events it takes. */
  times: z.int().min(1),
});

/** What it takes to earn an achievement. */
export type Rule = z.output<typeof Shape>;

const Rules = z
  .array(Shape.superRefine(checkConditions))
  .refine((rules) => new Set(rules.map(({ achievement }) => achievement)).size === rules.length, {
    message: 'an achievement has one rule',
  });

/** Checks rules against the catalogue of events. @throws ZodError that names every fault. */
export const parseRules = (rules: unknown): readonly Rule[] => Rules.parse(rules);

/** The rules of `rules.json`. @throws ZodError */
export const readRules = (): readonly Rule[] => parseRules(given);
