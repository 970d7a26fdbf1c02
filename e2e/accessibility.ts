import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What to judge by: WCAG 2.2 A and AA as far as a program can tell, with or without axe's own advice; or some rules. */
export type Judgement = 'wcag' | 'wcag and best practice' | readonly string[];

/**
 * What of a page breaks the rules, with the elements that do. Only of that are the elements looked up: most of axe's work
 * on a full page is to name all those that pass.
 *
 * @param part a selector, of what is judged (Default: all of it).
 * @param except a selector, of what is not.
 */
export const findViolations = async (
  page: Page,
  judgement: Judgement,
  { part, except }: { part?: string; except?: string } = {},
): Promise<{ id: string; elements: string[] }[]> => {
  const tags = judgement === 'wcag' ? standards : [...standards, 'best-practice'];
  const runOnly =
    typeof judgement === 'string'
      ? { type: 'tag' as const, values: tags }
      : { type: 'rule' as const, values: [...judgement] };
  // Frames of others are not ours to judge; the "legacy" mode leaves them alone, and needs no page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ runOnly, resultTypes: ['violations'] });
  if (part) axe.include(part);
  if (except) axe.exclude(except);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => ({ id, elements: nodes.map(({ html }) => html) }));
};
