import { EventEmitter } from 'node:events';
import type { ChatChange } from '../wire.ts';

/** Tells whoever looks at a person's chat what changed in it. Nothing is kept for those who come later. */
export type ChatChanges = {
  publish(personId: number, change: ChatChange): void;
  watch(personId: number, listener: (change: ChatChange) => void): () => void;
};

export const createChatChanges = (): ChatChanges => {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    publish: (personId, change) => void emitter.emit(String(personId), change),
    watch: (personId, listener) => {
      emitter.on(String(personId), listener);
      return () => void emitter.off(String(personId), listener);
    },
  };
};
