/** A limit of the whole lane shows as refusals of several addresses within so long. */
const windowMs = 5000;

/**
 * Some providers don't say whether "too fast" means one address or all of them. One address is held back on its own;
 * when another one is refused shortly after, it is the lane.
 */
export const createLaneWatch = () => {
  let last = { address: '', atMs: Number.NEGATIVE_INFINITY };
  return (address: string): boolean => {
    const atMs = performance.now();
    const isLaneWide = last.address !== address && atMs - last.atMs < windowMs;
    last = { address, atMs };
    return isLaneWide;
  };
};
