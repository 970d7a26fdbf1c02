import type { KeyboardEvent, RefObject } from 'react';
import { Button, TextArea, TextField } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { SendIcon } from './icons.tsx';

type Props = {
  words: string;
  onChange: (words: string) => void;
  onSend: () => void;
  onEscape?: () => void;
  maxLength?: number;
  takesFocus?: boolean;
  area: RefObject<HTMLTextAreaElement | null>;
};

/** Where the person types, and the button that sends it: Enter sends, too, and Shift with it begins a line. */
export const MessageField = ({
  words,
  onChange,
  onSend,
  onEscape,
  maxLength = 4096,
  takesFocus = false,
  area,
}: Props) => {
  const { t } = useText();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape?.();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSend();
  };
  return (
    <>
      <TextField aria-label={t('message')} value={words} onChange={onChange} className="composer-field">
        <TextArea
          ref={area}
          dir="auto"
          rows={1}
          maxLength={maxLength}
          placeholder={t('message')}
          onKeyDown={onKeyDown}
          autoFocus={takesFocus}
        />
      </TextField>
      <Button className="composer-send" aria-label={t('send')} isDisabled={!words.trim()} onPress={onSend}>
        <SendIcon />
      </Button>
    </>
  );
};
