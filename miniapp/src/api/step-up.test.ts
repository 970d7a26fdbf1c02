import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { createStepUp, type Need } from './step-up.ts';
import { newTrace } from './trace.ts';

const request = (signal?: AbortSignal) => ({
  method: 'GET' as const,
  path: '/v1/anything',
  trace: newTrace(),
  signal,
});

/** An API that wants things proved, in this order, before it answers. */
const start = (...wanted: Need[]) => {
  const stepUp = createStepUp();
  const open = new Set<Need>(wanted);
  let sent = 0;
  const send = stepUp.guard(async () => {
    sent += 1;
    const [missing] = open;
    if (missing) throw new ApiError(missing, { status: 401 });
    return new Response('done');
  });
  const asked = async (need: Need) => {
    await expect.poll(() => stepUp.question.get()?.need).toBe(need);
    return stepUp.question.get() as NonNullable<ReturnType<typeof stepUp.question.get>>;
  };
  const prove = async (need: Need) => {
    const question = await asked(need);
    open.delete(need);
    question.satisfied();
  };
  return { stepUp, send, asked, prove, sentCount: () => sent };
};

describe('a request that needs more proof', () => {
  it('is sent again once that was given, and the question is gone', async () => {
    const { stepUp, send, prove, sentCount } = start('insufficient_user_authentication');
    const answer = send(request());
    await prove('insufficient_user_authentication');
    expect(await (await answer).text()).toBe('done');
    expect(sentCount()).toBe(2);
    expect(stepUp.question.get()).toBeNull();
  });

  it('is asked for one thing after the other', async () => {
    const { send, prove } = start('insufficient_user_authentication', 'shop_password_required');
    const answer = send(request());
    await prove('insufficient_user_authentication');
    await prove('shop_password_required');
    expect((await answer).ok).toBe(true);
  });

  it('fails quietly where the person says no', async () => {
    const { send, asked, sentCount } = start('insufficient_user_authentication');
    const answer = expect(send(request())).rejects.toMatchObject({ code: 'step_up_cancelled' });
    (await asked('insufficient_user_authentication')).cancel();
    await answer;
    expect(sentCount()).toBe(1);
  });

  it('does not ask again for what was proved and is still refused', async () => {
    const { send, asked } = start('insufficient_user_authentication');
    const answer = expect(send(request())).rejects.toMatchObject({
      code: 'insufficient_user_authentication',
    });
    (await asked('insufficient_user_authentication')).satisfied();
    await answer;
  });

  it('shares its question with others that need the same', async () => {
    const { send, prove } = start('insufficient_user_authentication');
    const answers = Promise.all([send(request()), send(request()), send(request())]);
    await prove('insufficient_user_authentication');
    expect((await answers).map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('takes its question back when nobody waits for it any more', async () => {
    const { stepUp, send, asked } = start('insufficient_user_authentication');
    const one = new AbortController();
    const other = new AbortController();
    const answers = [one, other].map(({ signal }) =>
      expect(send(request(signal))).rejects.toThrow(/aborted/),
    );
    await asked('insufficient_user_authentication');
    one.abort();
    await answers[0];
    expect(stepUp.question.get()).not.toBeNull();
    other.abort();
    await answers[1];
    expect(stepUp.question.get()).toBeNull();
  });

  it('leaves other refusals alone', async () => {
    const { guard, question } = createStepUp();
    const send = guard(async () => {
      throw new ApiError('factor_not_found', { status: 404 });
    });
    await expect(send(request())).rejects.toMatchObject({ code: 'factor_not_found' });
    expect(question.get()).toBeNull();
  });
});
