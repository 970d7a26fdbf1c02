import { computeAccessibleName } from 'dom-accessibility-api';
import type { Target } from './orders.ts';

const buttons = 'button, a[href], [role=button], [role=radio]';

/** What a person could touch now: seen, switched on, and not behind something that is asked first. */
const isTouchable = (element: Element): boolean =>
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.matches(':disabled, [aria-disabled=true], [readonly]') &&
  !element.closest('[inert], [aria-hidden=true]');

/** Names may go on: "SMS" is the beginning of "SMS Works on any phone". */
const isNamed = (element: Element, names: readonly string[]): boolean => {
  const name = computeAccessibleName(element);
  return names.some((wanted) => name === wanted || name.startsWith(`${wanted} `));
};

/** The element that a person would touch for this, or undefined. */
export const find = (document: Document, target: Target): HTMLElement | undefined => {
  if ('field' in target)
    return [...document.querySelectorAll<HTMLElement>(`input[autocomplete~="${target.field}"]`)].find(
      isTouchable,
    );
  return [...document.querySelectorAll<HTMLElement>(buttons)].find(
    (button) => isTouchable(button) && isNamed(button, target.button),
  );
};
