import { eventBusContract } from '@atlas/shared/ports/event-bus.contract';
import { createRelayedHarness } from './testing/index.ts';

eventBusContract('Kafka', createRelayedHarness);
