import type { EventData } from './host.ts';

export type AppMessage = { eventType: string; eventData: EventData };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A mini app's message, or null when it isn't one: JSON text of `{eventType, eventData}`. [Mini Apps: web events] */
export const readMessage = (data: unknown): AppMessage | null => {
  if (typeof data !== 'string') return null;
  try {
    const parsed: unknown = JSON.parse(data);
    if (!isRecord(parsed) || typeof parsed.eventType !== 'string') return null;
    return { eventType: parsed.eventType, eventData: isRecord(parsed.eventData) ? parsed.eventData : {} };
  } catch {
    return null;
  }
};
