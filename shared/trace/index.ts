export { onTimeline, publishTimeline, type TimelineEntry } from './timeline.ts';
export { continueTrace, newTraceparent, traceIdOf } from './trace-context.ts';
