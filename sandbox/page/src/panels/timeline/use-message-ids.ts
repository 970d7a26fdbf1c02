import { useEffect, useState } from 'react';
import { chatOf } from '../people/chat-of.ts';
import type { PersonRef } from '../people/someone.ts';

/** The ids of all messages in one person's chat, read anew whenever `version` changes; undefined for nobody's. */
export const useMessageIds = (
  person: PersonRef | undefined,
  version: unknown,
): ReadonlySet<string> | undefined => {
  const [ids, setIds] = useState<ReadonlySet<string>>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when there may be new ones
  useEffect(() => {
    if (person === undefined) return setIds(undefined);
    let isCurrent = true;
    chatOf(person).then(
      (said) => isCurrent && setIds(new Set(said.map(({ id }) => id))),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [person?.messenger, person?.id, version]);
  return ids;
};
