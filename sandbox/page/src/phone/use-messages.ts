import { useState } from 'react';
import { useEventStream } from '../control/use-event-stream.ts';
import { useExpiry } from '../settings/use-expiry.ts';

const toastMs = 4000;

type Kept<M> = { status: 'loading' | 'ready' | 'failed'; messages: readonly M[] };

type Deps<M, C> = {
  /** Address of the stream of changes. */
  stream: string;
  load: () => Promise<readonly M[]>;
  apply: (messages: readonly M[], change: C) => readonly M[];
  /** Also told of each change, for what is no message. */
  onChange?: (change: C) => void;
  describeTrouble: (reason: string) => string;
};

/** One person's messages, kept up to date, and the way to do something there that may fail. Key its user by person. */
export const useMessages = <M extends { messageId: string }, C>({
  stream,
  load,
  apply,
  onChange,
  describeTrouble,
}: Deps<M, C>) => {
  const [{ status, messages }, setKept] = useState<Kept<M>>({ status: 'loading', messages: [] });
  // An object, so that the same words said twice are two notices.
  const [toast, setToast] = useState<{ text: string }>();
  useExpiry(toast, toastMs, () => setToast(undefined));

  const reload = async () => {
    try {
      const loaded = await load();
      const ids = new Set(loaded.map(({ messageId }) => messageId));
      // What arrived over the stream meanwhile is newer than what was loaded.
      setKept((before) => ({
        status: 'ready',
        messages:
          before.status === 'ready'
            ? loaded
            : [...loaded, ...before.messages.filter(({ messageId }) => !ids.has(messageId))],
      }));
    } catch {
      setKept((before) => (before.status === 'ready' ? before : { ...before, status: 'failed' }));
    }
  };
  // Loading on every open also catches up with what a broken connection missed.
  useEventStream<C>(stream, {
    onOpen: () => void reload(),
    onItem: (change) => {
      setKept((before) => ({ ...before, messages: apply(before.messages, change) }));
      onChange?.(change);
    },
  });

  const notify = (text: string) => setToast({ text });
  return {
    status,
    messages,
    toast: toast?.text,
    notify,
    reload,
    /** True when it worked; otherwise the person was told. */
    attempt: async (work: () => Promise<unknown>): Promise<boolean> => {
      try {
        await work();
        return true;
      } catch (error) {
        notify(describeTrouble((error as Error).message));
        return false;
      }
    },
  };
};
