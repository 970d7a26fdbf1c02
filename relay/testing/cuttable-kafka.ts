import { connect, type Socket } from 'node:net';
import type { KafkaConnection } from '@atlas/shared/kafka';

/** As a peer that is gone makes itself felt. */
const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

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
      if (isCut) socket.destroy(reset());
      return socket;
    },
  };
  return {
    connection: cuttable,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy(reset());
    },
    mend: () => {
      isCut = false;
    },
  };
};
