/**
 * Items that come while others are under way go together next: a busy process makes one trip for many, and an idle one
 * waits for nothing. Every item is sent after it came, so an answer is as fresh as one of a trip of its own.
 *
 * @param send one trip; settles what it was given, and never rejects.
 * @param atOnce trips under way at the most (Default: 2).
 * @param most items of one trip (Default: 64).
 */
export const createSendTogether = <Item>(
  send: (batch: readonly Item[]) => Promise<void>,
  { atOnce = 2, most = 64 }: { atOnce?: number; most?: number } = {},
): ((item: Item) => void) => {
  let waiting: Item[] = [];
  let underWay = 0;
  let isScheduled = false;

  const flush = (): void => {
    isScheduled = false;
    while (underWay < atOnce && waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      underWay += 1;
      void send(batch).finally(() => {
        underWay -= 1;
        flush();
      });
    }
  };

  return (item) => {
    waiting.push(item);
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(flush); // what this turn of the event loop brings goes together
  };
};
