export { type Consumer, createConsumer } from './create-consumer.ts';
