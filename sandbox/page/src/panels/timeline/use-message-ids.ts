import { useEffect, useState } from 'react';
import { control } from '../../control/control-client.ts';

/** The ids of all messages in one person's chat, read anew whenever `version` changes; undefined for nobody's. */
export const useMessageIds = (
  personId: number | undefined,
  version: unknown,
): ReadonlySet<string> | undefined => {
  const [ids, setIds] = useState<ReadonlySet<string>>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when there may be new ones
  useEffect(() => {
    if (personId === undefined) return setIds(undefined);
    let isCurrent = true;
    control.messages(personId).then(
      (messages) => isCurrent && setIds(new Set(messages.map(({ messageId }) => String(messageId)))),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [personId, version]);
  return ids;
};
