import { Button, DialogTrigger, ListBox, ListBoxItem } from 'react-aria-components';
import { PlusIcon } from '../../phone/icons.tsx';
import { type Translate, useText } from '../../text/use-text.tsx';
import { Avatar } from './avatar.tsx';
import { MessengerSwitch } from './messenger-switch.tsx';
import { fullName, namesOf } from './names.ts';
import { NewPersonDialog } from './new-person-dialog.tsx';
import './people.css';
import { keyOf, refOf, type Someone } from './someone.ts';
import type { People } from './use-people.ts';

/** Whose phone lies on the desk. */
export const PeoplePanel = ({
  status,
  people,
  messenger,
  setMessenger,
  chosen,
  choose,
  reload,
  add,
}: People) => {
  const { t } = useText();
  const listed = people
    .filter((one) => one.messenger === messenger)
    .map((someone) => ({ id: keyOf(refOf(someone)), someone }));
  return (
    <section className="people" aria-labelledby="people-title">
      <header className="panel-head">
        <h2 id="people-title">{t('people')}</h2>
        <p>{t('peopleHint')}</p>
      </header>
      <MessengerSwitch value={messenger} onChange={setMessenger} />
      {status === 'loading' && (
        <p className="hint" role="status">
          {t('peopleLoading')}
        </p>
      )}
      {status === 'failed' && (
        <div role="alert" className="trouble">
          <p>{t('peopleFailed')}</p>
          <Button className="button" onPress={() => void reload()}>
            {t('retry')}
          </Button>
        </div>
      )}
      {status === 'ready' && (
        <ListBox
          className="people-list"
          aria-label={t('people')}
          items={listed}
          dependencies={[t]}
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={chosen ? [keyOf(refOf(chosen))] : []}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : keys;
            const found = listed.find(({ id }) => id === key);
            if (found) choose(refOf(found.someone));
          }}
        >
          {({ id, someone }) => <PersonItem id={id} someone={someone} />}
        </ListBox>
      )}
      <DialogTrigger>
        <Button className="button people-new">
          <PlusIcon />
          {t('newPerson')}
        </Button>
        <NewPersonDialog messenger={messenger} onAdd={add} />
      </DialogTrigger>
    </section>
  );
};

const ownFacts = ({ messenger, person }: Someone, t: Translate): (string | undefined)[] => {
  if (messenger === 'telegram')
    return [
      person.languageCode,
      person.isPremium ? t('premiumBadge') : undefined,
      person.username && `@${person.username}`,
    ];
  if (messenger === 'whatsapp')
    return [person.phone ?? t('phoneHidden'), person.username && `@${person.username}`];
  return [person.follows ? t('followsBadge') : t('followsNotBadge'), person.locale];
};
const factsOf = (someone: Someone, t: Translate): string[] =>
  [someone.person.blocked ? t('blockedBadge') : undefined, ...ownFacts(someone, t)].filter(
    (fact): fact is string => Boolean(fact),
  );

const PersonItem = ({ id, someone }: { id: string; someone: Someone }) => {
  const { t } = useText();
  return (
    <ListBoxItem id={id} textValue={fullName(someone)} className="person">
      <Avatar id={id} names={namesOf(someone)} />
      <span className="person-words">
        <bdi className="person-name">{fullName(someone)}</bdi>
        <span className="person-facts">{factsOf(someone, t).join(' · ')}</span>
      </span>
    </ListBoxItem>
  );
};
