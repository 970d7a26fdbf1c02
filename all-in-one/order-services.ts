import { createEcho, echoAudiences } from '@atlas/e2e/echo';
import { followRevokedSessions } from '@atlas/shared/access-token';
import type { Clock, EventBus } from '@atlas/shared/ports';
import { listen } from '@atlas/shared/process';

/**
 * Starts what stands behind the gateway on a desk: the echo service, on a port of its own that only this machine
 * reaches, because no inside service is ever served at the edge.
 *
 * @returns where the service of each audience is.
 */
export const startOrderServices = async ({
  issuer,
  jwksUrl,
  bus,
  clock,
}: {
  issuer: string;
  jwksUrl: string;
  bus: EventBus;
  clock: Clock;
}): Promise<{ upstreams: Record<string, string>; stop(): Promise<void> }> => {
  const revokedSessions = await followRevokedSessions({ bus, group: 'echo', clock });
  const server = await listen(createEcho({ issuer, jwksUrl, revokedSessions, clock }), { port: 0 });
  return {
    upstreams: Object.fromEntries(
      echoAudiences.map((audience) => [audience, `http://127.0.0.1:${server.port}/${audience}`]),
    ),
    stop: async () => {
      await server.close();
      await revokedSessions.stop();
    },
  };
};
