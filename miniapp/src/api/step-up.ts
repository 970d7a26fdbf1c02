import { createValue, type Readable } from '../observable.ts';
import { ApiError, toApiError } from './api-error.ts';
import type { SendInSession } from './call.ts';

/** Refusals that the person can lift by proving more; each has a sheet of its own. */
export const needs = [
  /** A second factor, now. [RFC 9470] */
  'insufficient_user_authentication',
  /** The password of the old shop, in this session. */
  'shop_password_required',
  /** A launch that is not older than five minutes. */
  'fresh_proof_required',
] as const;
export type Need = (typeof needs)[number];

/** What the person is asked for now. One of the two is called, once. */
export type StepUpQuestion = { need: Need; satisfied(): void; cancel(): void };

export type StepUp = {
  question: Readable<StepUpQuestion | null>;
  /** Sends; where more has to be proved, asks for it and sends again. @throws ApiError `step_up_cancelled` */
  guard(send: SendInSession): SendInSession;
};

type Asking = { need: Need; answered: Promise<void>; cancel(): void; waiting: number };

const needOf = (error: unknown): Need | undefined => {
  const { code } = toApiError(error);
  return needs.find((need) => need === code);
};

const cancelled = () => new ApiError('step_up_cancelled');

/** Rejects with the signal's reason when it aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

/**
 * Asks for more proof, one question at a time: requests that need the same share it. A question that nobody waits for
 * any more, because its screen was left, is taken back.
 */
export const createStepUp = (): StepUp => {
  const question = createValue<StepUpQuestion | null>(null);
  let asking: Asking | null = null;

  const open = (need: Need): Asking => {
    let cancel = () => {};
    const answered = new Promise<void>((resolve, reject) => {
      const close = (settle: () => void) => () => {
        asking = null;
        question.set(null);
        settle();
      };
      cancel = close(() => reject(cancelled()));
      question.set({ need, satisfied: close(resolve), cancel });
    });
    return { need, answered, cancel, waiting: 0 };
  };

  const ask = async (need: Need, signal: AbortSignal | undefined): Promise<void> => {
    while (asking && asking.need !== need) await asking.answered.catch(() => {});
    signal?.throwIfAborted();
    asking ??= open(need);
    const mine = asking;
    mine.waiting += 1;
    try {
      await Promise.race([mine.answered, ...(signal ? [untilAborted(signal)] : [])]);
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0 && asking === mine) mine.cancel();
    }
  };

  const guard =
    (send: SendInSession): SendInSession =>
    async (request) => {
      const asked = new Set<Need>();
      for (;;) {
        try {
          return await send(request);
        } catch (error) {
          const need = needOf(error);
          if (!need || asked.has(need)) throw error; // proved, and still refused: asking again won't help
          asked.add(need);
          await ask(need, request.signal);
        }
      }
    };

  return { question, guard };
};
