import { Button, DialogTrigger, ListBox, ListBoxItem } from 'react-aria-components';
import type { Person } from '../../../../wire.ts';
import { PlusIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { Avatar } from './avatar.tsx';
import { fullName } from './names.ts';
import { NewPersonDialog } from './new-person-dialog.tsx';
import './people.css';
import type { People } from './use-people.ts';

/** Whose phone lies on the desk. */
export const PeoplePanel = ({ status, people, chosen, choose, reload, add }: People) => {
  const { t } = useText();
  return (
    <section className="people" aria-labelledby="people-title">
      <header className="panel-head">
        <h2 id="people-title">{t('people')}</h2>
        <p>{t('peopleHint')}</p>
      </header>
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
          items={people}
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={chosen ? [chosen.id] : []}
          onSelectionChange={(keys) => {
            const [id] = keys === 'all' ? [] : keys;
            if (id !== undefined) choose(Number(id));
          }}
        >
          {(person) => <PersonItem person={person} />}
        </ListBox>
      )}
      <DialogTrigger>
        <Button className="button people-new">
          <PlusIcon />
          {t('newPerson')}
        </Button>
        <NewPersonDialog onAdd={add} />
      </DialogTrigger>
    </section>
  );
};

const PersonItem = ({ person }: { person: Person }) => {
  const { t } = useText();
  const facts = [
    person.blocked && t('blockedBadge'),
    person.languageCode,
    person.isPremium && t('premiumBadge'),
    person.username && `@${person.username}`,
  ].filter(Boolean);
  return (
    <ListBoxItem id={person.id} textValue={fullName(person)} className="person">
      <Avatar {...person} />
      <span className="person-words">
        <bdi className="person-name">{fullName(person)}</bdi>
        <span className="person-facts">{facts.join(' · ')}</span>
      </span>
    </ListBoxItem>
  );
};
