import type { AtlasEvent } from '@atlas/shared/events';
import type { Rule } from './read-rules.ts';

/** Whether an event counts towards a rule. */
export const matches = ({ event: type, where }: Rule, event: AtlasEvent): boolean => {
  const data: Readonly<Record<string, unknown>> = event.data;
  return event.type === type && Object.entries(where).every(([field, value]) => data[field] === value);
};
