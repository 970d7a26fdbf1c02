import { describe, expect, it } from 'vitest';
import { createHistoryBack } from './history-back.ts';

/** A browser's history, of which a page sees its own entries. */
const createBrowser = () => {
  const entries: unknown[] = [{ stack: ['home'] }];
  let onPop: () => void = () => undefined;
  let hasLeft = false;
  const history = {
    get state() {
      return entries.at(-1);
    },
    pushState: (state: unknown) => void entries.push(state),
    back: () => {
      if (entries.length === 1) hasLeft = true;
      else {
        entries.pop();
        onPop();
      }
    },
  } as unknown as History;
  const hears = createHistoryBack({ history, listen: (listener) => (onPop = listener) });
  return { history, entries, hears, hasLeft: () => hasLeft };
};

describe('the browser’s way back', () => {
  it('leaves the page where nobody hears it', () => {
    const { history, hasLeft } = createBrowser();
    history.back();
    expect(hasLeft()).toBe(true);
  });

  it('is heard once for each press, however often somebody listens anew', () => {
    const { history, entries, hears, hasLeft } = createBrowser();
    const presses: string[] = [];
    hears(() => presses.push('not any more'))();
    let stop = hears(() => presses.push('first'));
    expect(entries).toHaveLength(2);
    history.back();
    stop();
    stop = hears(() => presses.push('second'));
    history.back();
    expect(presses).toEqual(['first', 'second']);
    expect(hasLeft()).toBe(false);
    stop();
    history.back();
    expect(hasLeft()).toBe(true);
  });

  it('leaves at the first press once there is nothing to go back to', () => {
    const { history, hears, hasLeft } = createBrowser();
    hears(() => undefined)();
    history.back();
    expect(hasLeft()).toBe(true);
  });
});
