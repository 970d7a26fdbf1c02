import { channel } from 'node:diagnostics_channel';

/**
 * What happened on the way from a request to a message, for whoever in this process watches (the sandbox's
 * event stream, a tracer). Names, ids and times only; nothing personal. Costs nothing when nobody listens.
 */
export type TimelineEntry = {
  /** Milliseconds since the epoch, with fractions. */
  atMs: number;
  correlationId: string;
  step: 'http' | 'event' | 'consumed' | 'delivery' | 'message';
  /** `POST /v1/sessions/telegram`, `user.registered.v1`, `notify`, `welcome → telegram`. */
  name: string;
  /** HTTP status, delivery state or the like. */
  status?: string;
  durationMs?: number;
  /** Event, delivery or message id. */
  id?: string;
};

const timeline = channel('atlas:timeline');

/** Tells watchers; does nothing without one. */
export const publishTimeline = (entry: Omit<TimelineEntry, 'atMs'> & { atMs?: number }): void => {
  if (timeline.hasSubscribers)
    timeline.publish({ atMs: performance.timeOrigin + performance.now(), ...entry });
};

/** Watches until the returned function is called. */
export const onTimeline = (watch: (entry: TimelineEntry) => void): (() => void) => {
  const listener = (message: unknown) => watch(message as TimelineEntry);
  timeline.subscribe(listener);
  return () => void timeline.unsubscribe(listener);
};
