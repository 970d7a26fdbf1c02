import type { Admin, Kafka } from 'kafkajs';
import { AtlasError } from '../errors/index.ts';

/** Kafka did not do what it was asked, for whatever reason: it is away until it does. */
export const kafkaAway = (cause: unknown): AtlasError =>
  cause instanceof AtlasError ? cause : new AtlasError('unavailable', { dependency: 'kafka' }, { cause });

export type LazyAdmin = {
  /** Runs with a connected admin client. @throws AtlasError `unavailable` */
  use<T>(run: (admin: Admin) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** One admin client for a process, connected when it is first needed. */
export const createLazyAdmin = (kafka: Kafka): LazyAdmin => {
  let connecting: Promise<Admin> | undefined;
  const connect = async (): Promise<Admin> => {
    const admin = kafka.admin();
    await admin.connect();
    return admin;
  };
  return {
    use: async (run) => {
      try {
        connecting ??= connect();
        return await run(await connecting);
      } catch (error) {
        const failed = connecting;
        connecting = undefined;
        void failed?.then((admin) => admin.disconnect()).catch(() => {});
        throw kafkaAway(error);
      }
    },
    close: async () => {
      const admin = await connecting?.catch(() => undefined);
      connecting = undefined;
      await admin?.disconnect().catch(() => {});
    },
  };
};
