export { RelayEnvironment, SwitchEnvironment, TopicsEnvironment } from './config.ts';
export { createRelay, type Relay, type RelayDeps } from './create-relay.ts';
export { type Republished, republishLog } from './republish-log.ts';
export { type Switched, switchBus } from './switch-bus.ts';
