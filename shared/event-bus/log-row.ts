/** A place in the log. Transaction ids are 64 bits wide; the driver gives them as text. */
export type Place = { transactionId: string; position: number };

export type LogRow = Place & {
  id: string;
  source: string;
  type: string;
  topic: string;
  subject: string;
  sequence: number;
  occurredAt: Date;
  traceparent: string;
  data: object;
  sealedKey: string | null;
  /** An earlier event of the same key is parked. */
  isBlocked: boolean;
};
