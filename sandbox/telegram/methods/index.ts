import type { Methods } from '../calls/call.ts';
import type { Flood } from '../calls/flood.ts';
import { createSending } from '../sending.ts';
import type { World } from '../world.ts';
import { createAnswerMethods } from './answer-queries.ts';
import { createBotMethods } from './bot-methods.ts';
import { createChatMethods } from './chat-methods.ts';
import { createDeleteMethods } from './delete-messages.ts';
import { createEditMethods } from './edit-message.ts';
import { createSendDocument, createSendPhoto } from './send-media.ts';
import { createSendMessage } from './send-message.ts';

/** Every method of the Bot API that the sandbox has, besides those that fetch updates. */
export const createMethods = ({ world, flood }: { world: World; flood: Flood }): Methods => {
  const sending = createSending({ world, flood });
  const { files } = world;
  return {
    sendMessage: createSendMessage({ sending }),
    sendPhoto: createSendPhoto({ sending, files }),
    sendDocument: createSendDocument({ sending, files }),
    ...createEditMethods({ world, sending }),
    ...createDeleteMethods({ world }),
    ...createAnswerMethods({ world }),
    ...createChatMethods({ world }),
    ...createBotMethods({ world }),
  };
};
