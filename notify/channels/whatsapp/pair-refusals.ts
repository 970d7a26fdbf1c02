/** So many people are remembered at the most; whoever is forgotten begins with the shortest pause again. */
const maxRemembered = 10_000;

/** How many times in a row somebody got too much. A message that is taken ends the row. */
export const createPairRefusals = () => {
  const counts = new Map<string, number>();
  return {
    /** @returns this one counted in */
    count: (address: string): number => {
      const count = (counts.get(address) ?? 0) + 1;
      counts.delete(address);
      counts.set(address, count);
      const [eldest] = counts.keys();
      if (counts.size > maxRemembered && eldest !== undefined) counts.delete(eldest);
      return count;
    },
    end: (address: string): void => void counts.delete(address),
  };
};
