import { useTranslation } from 'react-i18next';
import { useResource } from '../../resources/use-resource.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { useMessengersApi } from '../messengers/use-messengers.ts';
import { MergeCard } from './merge-card.tsx';

/** Accounts that became part of this one, while they can be taken apart again. */
const MergesScreen = () => {
  const api = useMessengersApi();
  const { t } = useTranslation('merges');
  const resource = useResource('merges', api.listMerges);
  return (
    <Page title={t('list.title')}>
      <ResourceView resource={resource}>
        {({ items }) => {
          const undoable = items.filter(({ canUndo }) => canUndo);
          if (undoable.length > 0) return undoable.map((merge) => <MergeCard key={merge.id} merge={merge} />);
          return (
            <Notice icon="link" title={t('list.emptyTitle')}>
              <p>{t('list.emptyText')}</p>
            </Notice>
          );
        }}
      </ResourceView>
    </Page>
  );
};

export default MergesScreen;
