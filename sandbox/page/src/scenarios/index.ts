import type { Messenger } from '../panels/people/someone.ts';
import { newOrdersStory, oldOrdersStory } from './order-stories.ts';
import { registerStory, smsStory, totpStory } from './phone-stories.ts';
import type { Scenario } from './step.ts';

/** What Atlas is for, in five stories. The first three are played on a phone with this messenger. */
export const scenariosIn = (messenger: Messenger): readonly Scenario[] => [
  registerStory(messenger),
  smsStory,
  totpStory(messenger),
  oldOrdersStory,
  newOrdersStory,
];
