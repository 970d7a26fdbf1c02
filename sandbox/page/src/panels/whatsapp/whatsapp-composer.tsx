import { useRef, useState } from 'react';
import { MessageField } from '../../phone/message-field.tsx';

type Props = {
  /** What a link from elsewhere proposed to write. */
  draft: string | undefined;
  say: (text: string) => Promise<boolean>;
};

export const WhatsappComposer = ({ draft = '', say }: Props) => {
  const [words, setWords] = useState(draft);
  const area = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    const text = words.trim();
    if (!text) return;
    setWords('');
    area.current?.focus();
    if (!(await say(text))) setWords(words);
  };
  return (
    <div className="composer">
      <div className="composer-row">
        <MessageField
          words={words}
          onChange={setWords}
          onSend={() => void send()}
          takesFocus={draft !== ''}
          area={area}
        />
      </div>
    </div>
  );
};
