import { useEffect, useRef, useState } from 'react';
import { MessageField } from '../../phone/message-field.tsx';

import type { Draft } from './use-proposal.ts';

type Props = {
  /** What a link from elsewhere proposed to write. */
  draft: Draft | undefined;
  say: (text: string) => Promise<boolean>;
};

export const WhatsappComposer = ({ draft, say }: Props) => {
  const [words, setWords] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!draft) return;
    setWords(draft.words);
    area.current?.focus();
  }, [draft]);
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
        <MessageField words={words} onChange={setWords} onSend={() => void send()} area={area} />
      </div>
    </div>
  );
};
