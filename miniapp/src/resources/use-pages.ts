import { toApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/call.ts';
import { useAction } from './use-action.ts';
import { type Resource, useResource } from './use-resource.ts';

type Page<Item> = { items: Item[]; nextCursor: string | null };

export type Pages<Item> = Resource<Page<Item>> & {
  isLoadingMore: boolean;
  /** Adds the next page; answers how many came. A failure is said, and answers 0. */
  loadMore(): Promise<number>;
};

/** A list that is read page by page, newest first. */
export const usePages = <Item>(
  name: string,
  load: (page: { cursor?: string | undefined }, options: CallOptions) => Promise<Page<Item>>,
): Pages<Item> => {
  const resource = useResource<Page<Item>>(name, (options) => load({}, options));
  const { run, isBusy } = useAction();

  const append = async (
    { items: shown, nextCursor: cursor }: Page<Item>,
    options: CallOptions,
  ): Promise<number> => {
    try {
      const { items, nextCursor } = await load({ cursor: cursor ?? undefined }, options);
      resource.replace({ items: [...shown, ...items], nextCursor });
      return items.length;
    } catch (error) {
      if (toApiError(error).code !== 'cursor_invalid') throw error;
      resource.reload(); // a list that can't be continued begins anew
      return 0;
    }
  };

  const loadMore = async () => {
    const shown = resource.data;
    let added = 0;
    const work = async (options: CallOptions) => {
      if (shown) added = await append(shown, options);
    };
    if (shown?.nextCursor) await run(work);
    return added;
  };

  return { ...resource, isLoadingMore: isBusy, loadMore };
};
