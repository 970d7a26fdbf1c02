/** What a link of `https://wa.me/` proposes to write, on its way to the desk; and the desk's word that it has it. */
type Said = { proposal: string } | { taken: true };

const channel = 'sandbox.wa-me';

/** Takes what links propose until the returned function is called. */
export const onProposal = (take: (words: string) => void): (() => void) => {
  const desk = new BroadcastChannel(channel);
  desk.onmessage = ({ data }: MessageEvent<Said>) => {
    if (!('proposal' in data)) return;
    take(data.proposal);
    desk.postMessage({ taken: true } satisfies Said);
  };
  return () => desk.close();
};

/** Resolves with whether a desk took it in time. */
export const propose = (words: string, patienceMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const link = new BroadcastChannel(channel);
    const end = (isTaken: boolean) => {
      link.close();
      resolve(isTaken);
    };
    link.onmessage = ({ data }: MessageEvent<Said>) => 'taken' in data && end(true);
    link.postMessage({ proposal: words } satisfies Said);
    setTimeout(() => end(false), patienceMs);
  });
