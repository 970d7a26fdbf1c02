import { badRequest } from '../calls/bot-api-error.ts';
import type { Call, Method } from '../calls/call.ts';
import type { Files } from '../files.ts';
import type { MessageContent } from '../messages.ts';
import type { Sending } from '../sending.ts';
import { lengthOf, readFormattedText } from '../text/formatted-text.ts';
import { readMedia } from './media-source.ts';

const maxCaptionLength = 1024;

/** @throws BotApiError 400 */
export const readCaption = ({ args }: Call): Pick<MessageContent, 'caption' | 'caption_entities'> => {
  const { text, entities } = readFormattedText(args, { text: 'caption', entities: 'caption_entities' });
  if (text === '') return {};
  return { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) };
};

/** @throws BotApiError 400 */
export const checkCaption = ({ caption = '' }: MessageContent): void => {
  if (lengthOf(caption) > maxCaptionLength) throw badRequest('Message caption is too long');
};

type Deps = { sending: Sending; files: Files };

export const createSendPhoto =
  ({ sending, files }: Deps): Method =>
  (call) =>
    sending.send(
      call,
      async () => {
        const { fileId, uniqueId, sizeBytes, width, height } = await readMedia(files, call, 'photo');
        const size = {
          file_id: fileId,
          file_unique_id: uniqueId,
          file_size: sizeBytes,
          width: width ?? 0,
          height: height ?? 0,
        };
        return { photo: [size], ...readCaption(call) };
      },
      checkCaption,
    );

export const createSendDocument =
  ({ sending, files }: Deps): Method =>
  (call) =>
    sending.send(
      call,
      async () => {
        const { fileId, uniqueId, sizeBytes, name, mimeType } = await readMedia(files, call, 'document');
        const document = {
          ...(name ? { file_name: name } : {}),
          mime_type: mimeType,
          file_id: fileId,
          file_unique_id: uniqueId,
          file_size: sizeBytes,
        };
        return { document, ...readCaption(call) };
      },
      checkCaption,
    );
