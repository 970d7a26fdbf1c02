/** Old web views have no channel; their tabs hear nothing of one another. */
const channel = 'atlas.sign-in';

/** A tab of this browser has just signed in: one that waits for that need not any more. */
export const tellOtherTabs = (): void => {
  if (!('BroadcastChannel' in globalThis)) return;
  const tabs = new BroadcastChannel(channel);
  tabs.postMessage('signed-in');
  tabs.close();
};

/** Hears of sign-ins in other tabs until the returned function is called. */
export const onSignInElsewhere = (listener: () => void): (() => void) => {
  if (!('BroadcastChannel' in globalThis)) return () => {};
  const tabs = new BroadcastChannel(channel);
  tabs.onmessage = listener;
  return () => tabs.close();
};
