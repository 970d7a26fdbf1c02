import type { Achievement } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useTimes } from '../../i18n/use-times.ts';
import { Cell } from '../../ui/cell.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { badges, lockedBadge } from './badges.ts';
import { useAchievements } from './use-achievements.ts';

const EarnedCell = ({ id, earnedAt }: { id: Achievement['id']; earnedAt: string }) => {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <Cell
      icon={badges[id]}
      title={t(`achievements.badges.${id}.title`)}
      subtitle={t(`achievements.badges.${id}.earned`)}
      value={<time dateTime={earnedAt}>{times.date(earnedAt)}</time>}
    />
  );
};

const LockedCell = ({ id, count, goal }: Achievement) => {
  const { t } = useTranslation();
  return (
    <Cell
      icon={lockedBadge}
      title={t(`achievements.badges.${id}.title`)}
      subtitle={t(`achievements.badges.${id}.todo`)}
      {...(goal > 1 ? { value: t('achievements.progress', { done: count, goal }) } : {})}
    />
  );
};

const Badges = ({ items }: { items: readonly Achievement[] }) => {
  const { t } = useTranslation();
  const locked = items.filter(({ earnedAt }) => earnedAt === null);
  const earned = items.flatMap(({ id, earnedAt }) => (earnedAt ? [{ id, earnedAt }] : []));
  return (
    <>
      {earned.length > 0 && (
        <Section
          title={t('achievements.earned')}
          {...(locked.length === 0 ? { footer: t('achievements.all') } : {})}
        >
          {earned.map((each) => (
            <EarnedCell key={each.id} {...each} />
          ))}
        </Section>
      )}
      {locked.length > 0 && (
        <Section title={t('achievements.locked')}>
          {locked.map((each) => (
            <LockedCell key={each.id} {...each} />
          ))}
        </Section>
      )}
    </>
  );
};

const AchievementsScreen = () => {
  const { t } = useTranslation();
  const achievements = useAchievements();
  return (
    <Page title={t('achievements.title')}>
      <ResourceView resource={achievements} skeletonRows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice icon="star" title={t('achievements.emptyTitle')}>
              {t('achievements.emptyText')}
            </Notice>
          ) : (
            <Badges items={items} />
          )
        }
      </ResourceView>
    </Page>
  );
};

export default AchievementsScreen;
