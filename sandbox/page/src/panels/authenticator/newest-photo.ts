import { control } from '../../control/control-client.ts';

/** The id of the newest picture in a person's chat; undefined when there is none. */
export const newestPhotoOf = async (personId: number): Promise<string | undefined> =>
  (await control.messages(personId))
    .findLast(({ photo }) => photo)
    ?.photo?.split('/')
    .at(-1);
