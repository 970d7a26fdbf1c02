import type { ServerProcess } from './server-process.ts';

/** A server that a test can treat badly. */
export type Service = {
  pid(): number;
  /** Clean; nothing happens where it does not run. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay, answers do not come. */
  pause(): void;
  resume(): void;
  /** Starts it again after `stop` or `kill`: same address, same data. */
  restart(): Promise<void>;
};

/** @throws ServiceError when the first start fails. */
export const restartable = async (launch: () => Promise<ServerProcess>): Promise<Service> => {
  let running: ServerProcess | undefined = await launch();
  let pid = running.pid;
  const end = async (how: 'stop' | 'kill') => {
    const ending = running;
    running = undefined;
    await ending?.[how]();
  };
  return {
    pid: () => pid,
    stop: () => end('stop'),
    kill: () => end('kill'),
    pause: () => running?.pause(),
    resume: () => running?.resume(),
    restart: async () => {
      await end('stop');
      running = await launch();
      pid = running.pid;
    },
  };
};
