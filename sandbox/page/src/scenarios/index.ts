import { newOrdersStory, oldOrdersStory } from './order-stories.ts';
import { registerStory, smsStory, totpStory } from './phone-stories.ts';
import type { Scenario } from './step.ts';

/** What Atlas is for, in five stories. */
export const scenarios: readonly Scenario[] = [
  registerStory,
  smsStory,
  totpStory,
  oldOrdersStory,
  newOrdersStory,
];
