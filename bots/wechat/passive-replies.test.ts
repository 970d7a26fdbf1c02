import { describe, expect, it } from 'vitest';
import { createPassiveReplies } from './passive-replies.ts';

describe('an answer with the push', () => {
  it('is given once, and to every repeat of the push', async () => {
    const replies = createPassiveReplies();
    const [first, repeat] = [replies.expect('a'), replies.expect('a')];
    expect(replies.give('a', 'hello')).toBe(true);
    expect(await Promise.all([first, repeat, replies.expect('a')])).toEqual(Array(3).fill('hello'));
    // Handled again, after its end could not be written down: it was said.
    expect(replies.give('a', 'hello, once more')).toBe(true);
    expect(await replies.expect('a')).toBe('hello');
    replies.stop();
  });

  it('that is late, or waited for by nobody, has to go another way', async () => {
    const replies = createPassiveReplies({ waitMs: 5 });
    expect(replies.give('nobody’s', 'hello')).toBe(false);
    expect(await replies.expect('a')).toBeNull();
    expect(replies.give('a', 'too late')).toBe(false);
    expect(await replies.expect('a')).toBeNull();
    replies.stop();
  });

  it('is waited for no longer once there is nothing to say, or the process ends', async () => {
    const replies = createPassiveReplies();
    const silent = replies.expect('a');
    replies.end('a');
    expect(await silent).toBeNull();
    const cut = replies.expect('b');
    replies.stop();
    expect(await cut).toBeNull();
  });
});
