/** Of the entry that stands above the page's own, so that the browser's way back ends there first. */
const mark = 'atlasBack';

type Deps = { history: History; listen: (onPop: () => void) => void };

/**
 * Hears the browser's way back in a page that has one entry in its history: another is put above it while there is
 * somewhere to go back to, and put there again after each press.
 */
export const createHistoryBack = ({ history, listen }: Deps) => {
  let onPress: (() => void) | undefined;
  let isArmed = Boolean((history.state as Record<string, unknown> | null)?.[mark]);
  const arm = () => {
    if (isArmed) return;
    history.pushState({ ...history.state, [mark]: true }, '');
    isArmed = true;
  };
  listen(() => {
    isArmed = false;
    // Nothing to go back to any more: this press was meant for the page before.
    if (onPress) onPress();
    else history.back();
  });
  return (listener: () => void): (() => void) => {
    onPress = listener;
    arm();
    return () => {
      if (onPress === listener) onPress = undefined;
    };
  };
};
