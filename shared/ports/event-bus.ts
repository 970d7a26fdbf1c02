import type { AtlasEvent } from '../events/index.ts';

/** An event as the log holds it, with the place that the reader needs. */
export type AppendedEvent = AtlasEvent;

/**
 * Receives events in log order, one or many at a time; events of one key (the account) always in their
 * order. Called again with the same events after a crash, so its effect is made idempotent by an inbox.
 * When it rejects, the bus calls it again event by event, retries each a few times, then parks it.
 */
export type EventHandler = (events: readonly AtlasEvent[]) => Promise<void>;

export type Subscription = {
  /** Consumer group, for instance `notify`. Every group sees every event; inside a group, each once. */
  group: string;
  /** Topics of the catalogue, for instance `atlas.accounts`. */
  topics: readonly string[];
  handle: EventHandler;
  /** How many events a call may carry at the most (Default: 500). */
  batchSize?: number;
  /**
   * Where a new group begins (Default: `earliest`). `latest` misses nothing that is committed from now on, and may
   * begin with events of the last moments, as far back as the oldest transaction still open.
   */
  from?: 'earliest' | 'latest';
};

export type ParkedEvent = {
  group: string;
  eventId: string;
  key: string;
  type: string;
  /** `failed` for the event that could not be handled, `behind` for later ones of the same key. */
  reason: 'failed' | 'behind' | 'undecodable';
  /** The failure in a few words; never the event's data. */
  error: string | null;
  attempts: number;
  parkedAt: Date;
  /** When an operator asked for it to be handled again; null once that was tried. */
  replayRequestedAt: Date | null;
};

export type GroupLag = {
  group: string;
  /** Committed events of the group's topics that it has not finished. */
  events: number;
  /** Age of the oldest of them, in seconds; 0 when there is none. */
  oldestSeconds: number;
  parked: number;
};

/**
 * Carries committed events to consumer groups, at least once, one account's events in order.
 * The contract suite is `event-bus.contract.ts`; every driver passes it unchanged.
 */
export interface EventBus {
  /** Joins the group. Resolves when the member is ready to be given events. */
  subscribe(subscription: Subscription): Promise<{ stop(): Promise<void> }>;
  lag(group: string): Promise<GroupLag>;
  parked(group: string): Promise<ParkedEvent[]>;
  /**
   * Gives a parked event, and what waits behind it, to the group again. Resolves with how many were handled. A member
   * does so by itself, too, within two seconds, where `bus_parked.replay_requested_at` asks for it.
   */
  replayParked(group: string, key: string): Promise<number>;
  /** Hint that something was just committed; without it a poll finds it within 250 ms. */
  wake(): void;
  /** Drains what is in flight (up to 10 s), stores cursors, leaves every group. */
  close(): Promise<void>;
}
