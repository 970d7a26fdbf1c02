import { z } from 'zod';

const broker = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/;

/** Environment of everything that speaks to Kafka. Without KAFKA_BROKERS the event log itself is the bus. */
export const KafkaVariables = z.object({
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((brokers) => brokers.every((address) => broker.test(address)), 'must be host:port,host:port…')
    .optional()
    .describe('Brokers of Apache Kafka, `host:port,…`. Without them the event log itself is the bus.'),
  KAFKA_TLS: z.enum(['on', 'off']).default('off').describe('TLS to the brokers.'),
  KAFKA_TLS_CA: z
    .string()
    .optional()
    .describe("File with the certificates (PEM) that sign the brokers'; without it those of Node.js."),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How to sign in to the brokers; without it, not at all.'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('User of this process at the brokers.'),
  KAFKA_SASL_PASSWORD: z.string().optional().describe('Its password.'),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,64}$/, 'may hold letters, digits, dot, dash and underscore')
    .default('')
    .describe('Goes before the names of topics and groups, where one cluster serves several installations.'),
});
export type KafkaVariables = z.output<typeof KafkaVariables>;

/** Faults that more than one key makes; for the `superRefine` of whoever spreads `KafkaVariables.shape`. */
export const checkKafkaVariables = (env: KafkaVariables, context: z.core.$RefinementCtx): void => {
  const refuse = (key: keyof KafkaVariables, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message });
  if (env.KAFKA_SASL_MECHANISM) {
    if (!env.KAFKA_SASL_USERNAME) refuse('KAFKA_SASL_USERNAME', 'is required with KAFKA_SASL_MECHANISM');
    if (!env.KAFKA_SASL_PASSWORD) refuse('KAFKA_SASL_PASSWORD', 'is required with KAFKA_SASL_MECHANISM');
    if (env.KAFKA_SASL_MECHANISM === 'plain' && env.KAFKA_TLS === 'off')
      refuse('KAFKA_SASL_MECHANISM', 'plain would show the password: it needs KAFKA_TLS=on');
  }
  if (env.KAFKA_TLS_CA && env.KAFKA_TLS === 'off') refuse('KAFKA_TLS_CA', 'needs KAFKA_TLS=on');
};
