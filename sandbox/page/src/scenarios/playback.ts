/** How a story is played: its pace, whether it stands still, and who does the step that is under way. */
export type Playback = ReturnType<typeof createPlayback>;

/** Why the desk's own doing of a step ends early. */
const takenOver = new DOMException('The person does it.', 'AbortError');
const comeAbout = new DOMException('It has come about.', 'AbortError');

/** Where a story can be slowed down, held, taken over and stopped. */
export const createPlayback = ({ paceMs }: { paceMs: () => number }) => {
  const stopped = new AbortController();
  let held: PromiseWithResolvers<void> | undefined;
  let step = new AbortController();
  let onChange: () => void = () => undefined;

  const wait = (ms: number, signal: AbortSignal = stopped.signal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const end = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', end);
        resolve();
      }, ms);
      signal.addEventListener('abort', end, { once: true });
    });

  /** Resolves at once, or when the story goes on. */
  const goOn = async (signal: AbortSignal = stopped.signal): Promise<void> => {
    signal.throwIfAborted();
    if (!held) return;
    const ended = Promise.withResolvers<never>();
    const end = () => ended.reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    await Promise.race([held.promise, ended.promise]).finally(() => signal.removeEventListener('abort', end));
  };
  const resume = () => {
    held?.resolve();
    held = undefined;
    onChange();
  };

  return {
    /** Of the whole story. */
    signal: stopped.signal,
    /** How long each step stands before the next begins, in ms. */
    paceMs,
    wait,
    goOn,
    isPaused: () => held !== undefined,
    pause: () => {
      held ??= Promise.withResolvers<void>();
      onChange();
    },
    resume,
    /** The person does the step that is under way; the story goes on once it is done. */
    takeOver: () => {
      step.abort(takenOver);
      resume();
    },
    stop: () => stopped.abort(),
    /** What ends when the story is stopped, or when the desk has nothing more to do for the step that begins now. */
    beginStep: (): AbortSignal => {
      step = new AbortController();
      return AbortSignal.any([stopped.signal, step.signal]);
    },
    /** The step has come about, whoever did it. */
    endStep: () => step.abort(comeAbout),
    isTakenOver: () => step.signal.reason === takenOver,
    /** Tells when it is held or goes on. */
    listen: (listener: () => void) => {
      onChange = listener;
    },
  };
};
