import { useCallback, useEffect, useState } from 'react';
import type { NewPerson, NewWechatPerson, NewWhatsappPerson } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { useStored } from '../../settings/use-stored.ts';
import { isSame, type Messenger, messengers, type PersonRef, refOf, type Someone } from './someone.ts';

/** Somebody new, as their messenger asks for them. */
export type NewSomeone =
  | { messenger: 'telegram'; person: NewPerson }
  | { messenger: 'whatsapp'; person: NewWhatsappPerson }
  | { messenger: 'wechat'; person: NewWechatPerson };

export type People = {
  status: 'loading' | 'ready' | 'failed';
  /** Of every messenger. */
  people: readonly Someone[];
  /** Whose people are listed, and which phone lies on the desk. */
  messenger: Messenger;
  setMessenger: (messenger: Messenger) => void;
  chosen: Someone | undefined;
  /** Whose phone lies there when this messenger is chosen. */
  personOf: (messenger: Messenger) => Someone | undefined;
  choose: (ref: PersonRef) => void;
  reload: () => Promise<void>;
  add: (someone: NewSomeone) => Promise<void>;
};

const loadPeople = async (): Promise<Someone[]> => {
  const [telegram, whatsapp, wechat] = await Promise.all([
    control.people(),
    control.whatsapp.people(),
    control.wechat.people(),
  ]);
  return [
    ...telegram.map((person) => ({ messenger: 'telegram' as const, person })),
    ...whatsapp.map((person) => ({ messenger: 'whatsapp' as const, person })),
    ...wechat.map((person) => ({ messenger: 'wechat' as const, person })),
  ];
};

const create = async ({ messenger, person }: NewSomeone): Promise<Someone> => {
  if (messenger === 'telegram') return { messenger, person: await control.addPerson(person) };
  if (messenger === 'whatsapp') return { messenger, person: await control.whatsapp.addPerson(person) };
  return { messenger, person: await control.wechat.addPerson(person) };
};

type Chosen = Partial<Record<Messenger, PersonRef>>;

/** The people of the sandbox and whose phone lies on the desk; in each messenger the first one's until another is chosen. */
export const usePeople = (): People => {
  const [status, setStatus] = useState<People['status']>('loading');
  const [people, setPeople] = useState<readonly Someone[]>([]);
  const [messenger, setMessenger] = useStored<Messenger>('sandbox.messenger', messengers, 'telegram');
  const [chosen, setChosen] = useState<Chosen>({});

  const reload = useCallback(async () => {
    try {
      setPeople(await loadPeople());
      setStatus('ready');
    } catch {
      setStatus((before) => (before === 'ready' ? before : 'failed'));
    }
  }, []);
  useEffect(() => void reload(), [reload]);

  const choose = (ref: PersonRef) => {
    setMessenger(ref.messenger);
    setChosen((before) => ({ ...before, [ref.messenger]: ref }));
  };
  const add = async (someone: NewSomeone) => {
    const added = await create(someone);
    setPeople((before) => [...before.filter((one) => !isSame(refOf(one), refOf(added))), added]);
    choose(refOf(added));
  };

  const personOf = (of: Messenger) => {
    const listed = people.filter((one) => one.messenger === of);
    return listed.find((one) => isSame(refOf(one), chosen[of])) ?? listed[0];
  };
  return {
    status,
    people,
    messenger,
    setMessenger,
    chosen: personOf(messenger),
    personOf,
    choose,
    reload,
    add,
  };
};
