import { useCallback, useEffect, useState } from 'react';
import type { NewPerson, Person } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';

export type People = {
  status: 'loading' | 'ready' | 'failed';
  people: Person[];
  chosen: Person | undefined;
  choose: (id: number) => void;
  reload: () => Promise<void>;
  add: (person: NewPerson) => Promise<void>;
};

/** The people of the sandbox and whose phone lies on the desk; the first one's until another is chosen. */
export const usePeople = (): People => {
  const [status, setStatus] = useState<People['status']>('loading');
  const [people, setPeople] = useState<Person[]>([]);
  const [chosenId, choose] = useState<number>();

  const reload = useCallback(async () => {
    try {
      setPeople(await control.people());
      setStatus('ready');
    } catch {
      setStatus((before) => (before === 'ready' ? before : 'failed'));
    }
  }, []);
  useEffect(() => void reload(), [reload]);

  const add = async (person: NewPerson) => {
    const added = await control.addPerson(person);
    setPeople((before) => [...before.filter(({ id }) => id !== added.id), added]);
    choose(added.id);
  };

  const chosen = people.find(({ id }) => id === chosenId) ?? people[0];
  return { status, people, chosen, choose, reload, add };
};
