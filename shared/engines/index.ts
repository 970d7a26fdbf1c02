export { type OpenedEventBus, openEventBus } from './open-event-bus.ts';
export { type OpenedState, openSharedState } from './open-shared-state.ts';
export { type Foundation, type ProcessDescription, type ProcessParts, runProcess } from './run-process.ts';
export { DependencyAway, untilAvailable } from './until-available.ts';
