import type { Clock } from '@atlas/shared/ports';
import type { Faults } from '../../faults/faults.ts';
import type { WechatCallback } from '../../wire.ts';
import type { Account } from '../account.ts';
import type { Content } from '../messages/messages.ts';
import type { People } from '../people.ts';
import { createReadReply } from './passive-reply.ts';
import { createPostPush } from './post-push.ts';
import type { Push, Pushes } from './pushes.ts';
import type { Subscription } from './subscription.ts';

type Deps = {
  account: Account;
  people: People;
  pushes: Pushes;
  subscription: Subscription;
  faults: Faults;
  clock: Clock;
  pictureOf: (mediaId: string) => string | undefined;
  /** Puts a passive reply, or WeChat's own notice, into the chat. */
  show: (person: number, sender: 'bot' | 'wechat', content: Content) => void;
};

const concurrency = 16;
/** An answer that takes longer is not waited for. [5 s rule] */
const patienceMs = 5000;
const tries = 3;
/** A shifted clock is noticed this soon. */
const clockPollMs = 25;

/** What a person sees when the developer's server did not answer, or said what is no answer. */
export const outOfOrder = '该公众号提供的服务出现故障，请稍后再试';

/** Somebody waits for an answer to it. */
const isAnswered = ({ body: { surface, fields } }: Push): boolean =>
  surface === 'official-account' && (fields.MsgType === 'text' || fields.Event === 'CLICK');

/**
 * Delivers pushes as WeChat does: at once and side by side, each for five seconds at the most, three times in all, and
 * shows what was answered. Without a callback URL they are dropped.
 */
export const createDelivery = (deps: Deps) => {
  const { account, people, pushes, subscription, faults, clock, show } = deps;
  const openidOf = (person: number) => people.byNumber(person)?.openid ?? '';
  const post = createPostPush({ account, clock, openidOf });
  const readReply = createReadReply(deps);
  const stopping = new AbortController();
  const inHand = new Set<number>();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  /** Aborts when the five seconds are over by the sandbox's clock. */
  const withinPatience = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const untilMs = clock().getTime() + patienceMs;
    const over = new AbortController();
    const poll = setInterval(() => clock().getTime() >= untilMs && over.abort(), clockPollMs);
    return work(AbortSignal.any([over.signal, stopping.signal])).finally(() => clearInterval(poll));
  };

  const answered = (push: Push, { mode }: WechatCallback, answer: string): void => {
    pushes.forget(push);
    if (push.body.surface !== 'official-account') return;
    const reply = readReply(answer, { mode, openid: openidOf(push.person) });
    if (reply.kind === 'message') show(push.person, 'bot', reply.content);
    if (reply.kind === 'invalid' && isAnswered(push)) show(push.person, 'wechat', { text: outOfOrder });
  };

  const unanswered = (push: Push, startedMs: number): void => {
    const isLast = push.attempts + 1 >= tries;
    if (isLast) pushes.forget(push);
    else pushes.setBack(push, startedMs + patienceMs);
    if (isLast && isAnswered(push)) show(push.person, 'wechat', { text: outOfOrder });
  };

  const deliver = async (push: Push): Promise<void> => {
    const callback = subscription.current();
    if (!callback) return pushes.forget(push);
    const startedMs = clock().getTime();
    const answer = await withinPatience((signal) => post(callback, push, signal));
    if (stopping.signal.aborted || !people.byNumber(push.person)) return;
    if (answer === undefined) return unanswered(push, startedMs);
    answered(push, callback, answer);
    if (faults.take('wechat', ['duplicate'])) await withinPatience((signal) => post(callback, push, signal));
  };

  const start = (push: Push): void => {
    inHand.add(push.number);
    const run = deliver(push).finally(() => {
      inHand.delete(push.number);
      running.delete(run);
      pump();
    });
    running.add(run);
  };

  const pumpAt = (dueMs: number): void => {
    timer = setTimeout(() => (clock().getTime() >= dueMs ? pump() : pumpAt(dueMs)), clockPollMs);
  };

  const pump = (): void => {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    for (const push of pushes.due()) if (!inHand.has(push.number) && running.size < concurrency) start(push);
    const next = pushes.nextDueMs();
    if (next !== undefined) pumpAt(next);
  };

  const unsubscribe = pushes.onAdded(pump);
  return {
    pump,
    stop: async () => {
      clearTimeout(timer);
      unsubscribe();
      stopping.abort();
      await Promise.all(running);
    },
  };
};
