import type { AccountProfile } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useTimes } from '../../i18n/use-times.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Cell } from '../../ui/cell.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { LanguageSection } from './language-section.tsx';
import { NameForm } from './name-form.tsx';
import { useProfile } from './use-profile.ts';

const Identities = ({ profile }: { profile: AccountProfile }) => {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <>
      <Section title={t('profile.identities')}>
        {profile.identities.map(({ id, messenger, linkedAt }) => (
          <Cell
            key={id}
            icon={['chat', 'blue']}
            title={t(`messengers.${messenger}`)}
            subtitle={t('profile.linkedOn', { date: times.date(linkedAt) })}
          />
        ))}
      </Section>
      <Section>
        <Cell title={t('profile.memberSince')} value={times.date(profile.createdAt)} />
      </Section>
    </>
  );
};

const ProfileScreen = () => {
  const { t } = useTranslation();
  const { resource, change } = useProfile();
  const { data } = resource;
  return (
    <Page
      title={t('profile.title')}
      lead={data && <Avatar id={data.id} name={data.displayName} />}
      layout="hub"
    >
      <ResourceView resource={resource} skeletonRows={5}>
        {(profile) => (
          <>
            <NameForm profile={profile} onChanged={change} />
            <LanguageSection profile={profile} onChanged={change} />
            <Identities profile={profile} />
          </>
        )}
      </ResourceView>
    </Page>
  );
};

export default ProfileScreen;
