import { Button } from 'react-aria-components';
import type { WhatsappMessage } from '../../../../wire.ts';
import { ContactIcon, CopyIcon, LinkIcon, ListIcon, ReplyIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';

export type MessageActions = {
  press: (messageId: string, id: string) => void;
  openPage: (url: string) => void;
  openList: (message: WhatsappMessage) => void;
  copy: (text: string) => void;
  shareContact: (messageId: string) => void;
};

type Props = { message: WhatsappMessage; actions: MessageActions };

/** What a message of the business offers below its words. WhatsApp mixes none of these with another. */
export const MessageButtons = ({ message, actions }: Props) => {
  const { t } = useText();
  const { messageId, buttons = [], list, link, copyCode, asksForContact } = message;
  return (
    <>
      {buttons.map(({ id, title }) => (
        <Button key={id} className="reply-button" onPress={() => actions.press(messageId, id)}>
          <ReplyIcon />
          <bdi>{title}</bdi>
        </Button>
      ))}
      {list && (
        <Button className="reply-button" onPress={() => actions.openList(message)}>
          <ListIcon />
          <bdi>{list.button}</bdi>
        </Button>
      )}
      {link && (
        <Button className="reply-button" data-opens="page" onPress={() => actions.openPage(link.url)}>
          <LinkIcon />
          <bdi>{link.title}</bdi>
          <span className="unseen">({t('opensTab')})</span>
        </Button>
      )}
      {copyCode && (
        <Button className="reply-button" onPress={() => actions.copy(copyCode.code)}>
          <CopyIcon />
          <bdi>{copyCode.title}</bdi>
        </Button>
      )}
      {asksForContact && (
        <Button className="reply-button" onPress={() => actions.shareContact(messageId)}>
          <ContactIcon />
          {t('shareContact')}
        </Button>
      )}
    </>
  );
};
