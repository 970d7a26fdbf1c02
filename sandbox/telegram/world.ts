import type { TestClock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Faults } from '../faults/faults.ts';
import type { Storage } from '../storage/storage.ts';
import { loadBotIdentity } from './bot-identity.ts';
import { createBotProfile } from './bot-profile.ts';
import { createChatChanges } from './changes.ts';
import { toChatState } from './chat-view.ts';
import { createFiles } from './files.ts';
import { createMessages } from './messages.ts';
import { createPeople } from './people.ts';
import { createUpdateQueue } from './updates/update-queue.ts';

type Deps = { storage: Storage; clock: TestClock; faults: Faults; logger: Logger; publicUrl: string };

/** Telegram as far as the sandbox knows it: everything that both its doors, the Bot API and the people, work on. */
export type World = ReturnType<typeof createWorld>;

export const createWorld = ({ storage, clock, faults, logger, publicUrl }: Deps) => {
  const bot = loadBotIdentity(storage);
  const people = createPeople({ storage, publicUrl });
  const profile = createBotProfile({ storage });
  const changes = createChatChanges();
  const publishState = (personId: number) => {
    const person = people.find(personId);
    if (person) changes.publish(personId, { change: 'state', state: toChatState(person, { bot, profile }) });
  };
  return {
    storage,
    clock,
    faults,
    logger,
    publicUrl,
    bot,
    people,
    profile,
    changes,
    messages: createMessages({ storage }),
    files: createFiles({ storage, bot }),
    updates: createUpdateQueue({ storage, clock }),
    nowSeconds: () => Math.floor(clock().getTime() / 1000),
    /** Menu button, commands or the block changed for one person, or for all. */
    publishState: (personId?: number) => {
      for (const { id } of personId === undefined ? people.list() : [{ id: personId }]) publishState(id);
    },
  };
};
