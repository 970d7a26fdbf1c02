import { channelContract } from '@atlas/shared/ports/channel.contract';
import { startBotApiServer } from '../../testing/index.ts';
import { createTelegramChannel } from './telegram-channel.ts';

channelContract('Telegram', async () => {
  const server = await startBotApiServer();
  const channel = createTelegramChannel({
    botToken: `7000000001:${'A'.repeat(35)}`,
    apiRoot: server.apiRoot,
    timeoutMs: 1000,
  });
  return {
    channel,
    addresses: ['42', '43'],
    setMood: (mood) => server.setMood(mood),
    received: () =>
      server.taken.map(({ chatId, text, buttons, traceparent }) => ({
        address: chatId,
        text,
        buttonTexts: buttons.map((row) => row.map((button) => button.text)),
        traceparent,
      })),
    [Symbol.asyncDispose]: async () => {
      await channel.close();
      await server[Symbol.asyncDispose]();
    },
  };
});
