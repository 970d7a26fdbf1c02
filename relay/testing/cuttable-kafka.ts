import { connect, type Socket } from 'node:net';
import type { KafkaConnection } from '@atlas/shared/kafka';

/** A client's way to Kafka that a test can cut and mend, as a network or a kill -9 would. */
export const createCuttableKafka = (connection: KafkaConnection) => {
  const sockets = new Set<Socket>();
  let isCut = false;
  const cuttable: KafkaConnection = {
    ...connection,
    socketFactory: ({ host, port, onConnect }) => {
      const socket = connect({ host, port, noDelay: true }, onConnect);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (isCut) socket.destroy(new Error('cut'));
      return socket;
    },
  };
  return {
    connection: cuttable,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
  };
};
