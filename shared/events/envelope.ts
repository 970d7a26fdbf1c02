import type { EventData, EventType } from './catalogue.ts';

/**
 * A CloudEvents 1.0 envelope. `subject` is the account id and the Kafka key; `sequence` counts the
 * events of that account from 1 without a gap, so a consumer can see a stale or missing one.
 */
export type AtlasEvent<T extends EventType = EventType> = {
  [K in T]: {
    specversion: '1.0';
    /** UUIDv7. */
    id: string;
    /** The component that wrote it, for instance `/atlas/api`. */
    source: string;
    type: K;
    /** RFC 3339, UTC. */
    time: string;
    /** Account id. */
    subject: string;
    sequence: number;
    /** 32 hex digits: the trace id of the request that began it all. */
    correlationid: string;
    /** W3C trace context of the request that caused it. */
    traceparent: string;
    data: EventData[K];
  };
}[T];
