export { continueTrace, newTraceparent, traceIdOf } from './trace-context.ts';
export { onTimeline, publishTimeline, type TimelineEntry } from './timeline.ts';
