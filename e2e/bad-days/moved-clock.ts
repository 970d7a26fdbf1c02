import process from 'node:process';

/** Loaded before a process of Atlas (`--import`): its machine's clock is wrong by CLOCK_AHEAD_SECONDS. */
const aheadMs = Number(process.env.CLOCK_AHEAD_SECONDS) * 1000;
const RightDate = Date;

class MovedDate extends RightDate {
  constructor(...args: [] | [number | string | Date]) {
    super(...((args.length === 0 ? [RightDate.now() + aheadMs] : args) as [number]));
  }
  static override now(): number {
    return RightDate.now() + aheadMs;
  }
}
globalThis.Date = MovedDate as DateConstructor;
