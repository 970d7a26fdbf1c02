import { createRelay } from '@atlas/relay';
import { openEventBus, openSharedState, untilAvailable } from '@atlas/shared/engines';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { ensureTopics, kafkaConnectionOf } from '@atlas/shared/kafka';
import { createMemoryState } from '@atlas/shared/memory-state';
import type { Clock, EventBus, SharedState } from '@atlas/shared/ports';
import type { HealthCheck, Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import type { Services } from './config.ts';
import type { Foundation } from './foundation.ts';
import type { Stops } from './stops.ts';

type Deps = { foundation: Foundation; vault: Vault; clock: Clock; metrics: Metrics };

/** What carries events, and what is shared between processes. */
export type Engines = {
  bus: EventBus;
  sharedState: SharedState;
  healthChecks: readonly HealthCheck[];
  /** Something was just committed. */
  wake(): void;
  close(): Promise<void>;
};

const embedded = ({ foundation: { database, databaseUrl, logger }, vault, clock }: Deps): Engines => {
  const bus = createEmbeddedEventBus({
    database,
    databaseUrl,
    vault,
    clock,
    logger: logger.child({ part: 'bus' }),
  });
  return {
    bus,
    sharedState: createMemoryState({ clock }),
    healthChecks: [],
    wake: () => bus.wake(),
    close: () => bus.close(),
  };
};

const external = async (
  { foundation: { database, databaseUrl, logger }, vault, clock, metrics }: Deps,
  services: Services,
  { stops, done }: { stops: Stops; done: (what: string) => void },
): Promise<Engines> => {
  const deps = { database, vault, clock, metrics };
  const state = openSharedState(services.REDIS_URL, {
    name: 'all-in-one',
    logger: logger.child({ part: 'redis' }),
    ...deps,
  });
  stops.add(() => state.close());
  done('Redis');
  const connection = kafkaConnectionOf(services);
  const topics = await untilAvailable(() => ensureTopics({ connection, logger }), { logger });
  done(`Kafka (${topics.map(({ topic }) => topic).join(', ')})`);
  const relay = createRelay({ connection, databaseUrl, logger: logger.child({ part: 'relay' }), ...deps });
  await relay.start();
  stops.add(() => relay.stop());
  done('Relay');
  const { bus, healthChecks, close } = openEventBus({
    env: { ...services, DATABASE_URL: databaseUrl },
    logger: logger.child({ part: 'bus' }),
    ...deps,
  });
  return {
    bus: {
      ...bus,
      subscribe: (subscription) => untilAvailable(() => bus.subscribe(subscription), { logger }),
    },
    sharedState: state.sharedState,
    healthChecks: [...healthChecks, ...state.healthChecks],
    wake: () => relay.wake(),
    close,
  };
};

/**
 * The engines of this process: the log as the bus and memory for what is shared, or, where `services` names them, Kafka
 * with the relay inside, and Redis.
 *
 * @throws DependencyAway when Kafka or PostgreSQL does not come.
 */
export const openEngines = async (
  deps: Deps,
  services: Services | null,
  tools: { stops: Stops; done: (what: string) => void },
): Promise<Engines> => (services ? external(deps, services, tools) : embedded(deps));
