export type { Cache, Cached } from './cache.ts';
export type { Channel, ChannelMessage, InlineButton, PassedOver, SendOutcome } from './channel.ts';
export type { Clock } from './clock.ts';
export { createTestClock, systemClock, type TestClock } from './clock.ts';
export { type Database, isContended, isDatabaseAway, type Sql, type Statement } from './database.ts';
export type {
  AppendedEvent,
  EventBus,
  EventHandler,
  GroupLag,
  ParkedEvent,
  Subscription,
} from './event-bus.ts';
export type { LegacyShop, ShopCall, ShopCustomer, ShopOrderSummary } from './legacy-shop.ts';
export type { RateCount, RateCounter, RateLimit } from './rate-counter.ts';
export type { Claim, ReplayCache } from './replay-cache.ts';
export type { SharedState } from './shared-state.ts';
