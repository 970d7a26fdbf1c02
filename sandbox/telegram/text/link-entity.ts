import type { MessageEntity } from '@grammyjs/types';
import { checkLink, linkedUserId } from './links.ts';

/** The entity for linked text, or nothing where the link leads nowhere: then the text stays plain. */
export const linkEntity = (url: string, place: { offset: number; length: number }): MessageEntity[] => {
  const userId = linkedUserId(url);
  if (userId !== undefined) {
    return [{ type: 'text_mention', ...place, user: { id: userId, is_bot: false, first_name: '' } }];
  }
  try {
    return [{ type: 'text_link', ...place, url: checkLink(url) }];
  } catch {
    return [];
  }
};
