import { useTranslation } from 'react-i18next';
import { pageSize } from '../api/atlas-api.ts';
import type { Pages } from '../resources/use-pages.ts';
import { useAnnounce } from './announcer.tsx';
import { Button } from './button.tsx';

type Props<Item> = {
  pages: Pages<Item>;
  /** How many came, in words; read out, because what is added below can't be heard. */
  added: (count: number) => string;
  /** Said at the end of a list that was longer than a page. */
  end: string;
};

/** The foot of a list that is read page by page. */
export const LoadMore = <Item,>({ pages, added, end }: Props<Item>) => {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const loadMore = async () => {
    const count = await pages.loadMore();
    if (count > 0) announce({ text: added(count), kind: 'quiet' });
  };
  const { items = [], nextCursor } = pages.data ?? {};
  if (!nextCursor) return items.length > pageSize ? <p className="list-end">{end}</p> : null;
  return (
    <Button kind="plain" isBusy={pages.isLoadingMore} onPress={() => void loadMore()}>
      {t('common.loadMore')}
    </Button>
  );
};
