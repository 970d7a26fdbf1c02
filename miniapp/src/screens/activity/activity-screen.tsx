import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { usePages } from '../../resources/use-pages.ts';
import { Cell } from '../../ui/cell.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { describeEvent } from './describe-event.ts';
import type { HistoryEntry } from './description.ts';

const EntryCell = ({ entry }: { entry: HistoryEntry }) => {
  const { t } = useTranslation(['translation', 'protection']);
  const times = useTimes();
  const { sentences, icon } = describeEvent(t, entry);
  return (
    <Cell
      icon={icon}
      title={sentences.join(' · ')}
      subtitle={<time dateTime={entry.time}>{times.dateTime(entry.time)}</time>}
    />
  );
};

const ActivityScreen = () => {
  const { api } = useApp();
  const { t } = useTranslation();
  const pages = usePages('history', api.listHistory);
  return (
    <Page title={t('activity.title')}>
      <ResourceView resource={pages} skeletonRows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice icon="clock" title={t('activity.emptyTitle')}>
              {t('activity.emptyText')}
            </Notice>
          ) : (
            <>
              <Section>
                {items.map((entry) => (
                  <EntryCell key={entry.id} entry={entry} />
                ))}
              </Section>
              <LoadMore
                pages={pages}
                added={(count) => t('activity.more', { count })}
                end={t('activity.end')}
              />
            </>
          )
        }
      </ResourceView>
    </Page>
  );
};

export default ActivityScreen;
