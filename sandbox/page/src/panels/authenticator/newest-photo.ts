import { chatOf } from '../people/chat-of.ts';
import type { PersonRef } from '../people/someone.ts';

/** The id of the newest picture in a person's chat; undefined when there is none. */
export const newestPhotoOf = async (person: PersonRef): Promise<string | undefined> =>
  (await chatOf(person))
    .findLast(({ photo }) => photo)
    ?.photo?.split('/')
    .at(-1);
