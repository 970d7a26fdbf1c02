import { badRequest } from '../calls/bot-api-error.ts';
import type { Method } from '../calls/call.ts';
import { checkMayWrite, findChat } from '../chats.ts';
import { toApiChat, toApiUser } from '../people.ts';
import type { World } from '../world.ts';

const actions = new Set([
  ...['cancel', 'typing', 'record_video', 'upload_video', 'record_audio', 'record_voice', 'upload_audio'],
  ...[
    'upload_voice',
    'upload_photo',
    'upload_document',
    'choose_sticker',
    'pick_up_location',
    'find_location',
  ],
  ...['record_video_note', 'upload_video_note'],
]);
const maxDownloadBytes = 20 * 1024 * 1024;

/** `sendChatAction`, `getChat`, `getChatMember`, `getUserProfilePhotos`, `getFile`. */
export const createChatMethods = ({ world }: { world: World }): Record<string, Method> => {
  const { changes, files, people } = world;
  const findUser = (text: string) => {
    if (!/^[1-9]\d*$/.test(text)) throw badRequest('Invalid user_id specified');
    const person = people.find(Number(text));
    if (!person) throw badRequest('user not found');
    return person;
  };
  return {
    sendChatAction: ({ args }) => {
      if (!actions.has(args.text('action').toLowerCase()))
        throw badRequest('Wrong parameter action in request');
      const person = findChat(world, args);
      checkMayWrite(person);
      changes.publish(person.id, { change: 'typing' });
      return { result: true };
    },
    getChat: ({ args }) => {
      const person = findChat(world, args);
      return {
        result: {
          ...toApiChat(person),
          ...(person.username ? { active_usernames: [person.username] } : {}),
          accent_color_id: person.id % 7,
          max_reaction_count: 11,
          accepted_gift_types: {
            unlimited_gifts: true,
            limited_gifts: true,
            unique_gifts: true,
            premium_subscription: true,
            gifts_from_channels: true,
          },
        },
      };
    },
    getChatMember: ({ args }) => {
      findChat(world, args);
      return { result: { user: toApiUser(findUser(args.text('user_id'))), status: 'member' } };
    },
    getUserProfilePhotos: ({ args }) => {
      findUser(args.text('user_id'));
      return { result: { total_count: 0, photos: [] } };
    },
    getFile: ({ args }) => {
      const id = args.text('file_id');
      if (id === '') throw badRequest('file_id not specified');
      const file = files.byId(id);
      if (!file) throw badRequest('invalid file_id');
      if (file.sizeBytes > maxDownloadBytes) throw badRequest('file is too big');
      return {
        result: {
          file_id: file.fileId,
          file_unique_id: file.uniqueId,
          file_size: file.sizeBytes,
          file_path: file.path,
        },
      };
    },
  };
};
