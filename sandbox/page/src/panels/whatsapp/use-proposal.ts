import { useEffect, useEffectEvent, useState } from 'react';
import { onProposal } from '../../wa-me/proposals.ts';
import { type PersonRef, refOf } from '../people/someone.ts';
import type { People } from '../people/use-people.ts';

/** Words that a link from elsewhere puts into somebody's composer; each link is another one. */
export type Draft = { to: PersonRef; words: string };

const inAddress = (): string | null => new URLSearchParams(location.search).get('whatsapp');

/** Follows links that open WhatsApp with a message: their words wait in the chat of whoever's phone lies on the desk. */
export const useProposal = ({ status, setMessenger, personOf }: People): Draft | undefined => {
  const [words, setWords] = useState(inAddress);
  const [draft, setDraft] = useState<Draft>();

  const write = useEffectEvent((proposed: string) => {
    const to = personOf('whatsapp');
    if (!to) return;
    setMessenger('whatsapp');
    setDraft({ to: refOf(to), words: proposed });
  });
  useEffect(() => onProposal(setWords), []);
  useEffect(() => {
    if (words === null || status !== 'ready') return;
    write(words);
    setWords(null);
  }, [words, status]);
  return draft;
};
