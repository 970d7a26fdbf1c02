/** Takes the focus to the screen's heading, where what had it is about to go. */
export const focusHeading = (): void =>
  document.querySelector<HTMLElement>('.page-heading')?.focus({ preventScroll: true });
