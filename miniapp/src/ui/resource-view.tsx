import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Resource } from '../resources/use-resource.ts';
import { Button } from './button.tsx';
import { ProblemView } from './problem-view.tsx';
import { Skeleton } from './skeleton.tsx';

type Props<T> = {
  resource: Resource<T>;
  skeletonRows?: number;
  children: (data: T) => ReactNode;
};

/** A resource in whichever state it is: on its way, failed, here, or here but perhaps out of date. */
export const ResourceView = <T,>({ resource, skeletonRows = 3, children }: Props<T>) => {
  const { t } = useTranslation();
  const { data, error, isLoading, reload } = resource;
  if (data === undefined) {
    if (error) return <ProblemView error={error} isRetrying={isLoading} onRetry={reload} />;
    return <Skeleton rows={skeletonRows} />;
  }
  return (
    <>
      {error && (
        <div className="banner" role="status">
          <span>{t('common.stale')}</span>
          <Button kind="plain" isBusy={isLoading} onPress={reload}>
            {t('common.retry')}
          </Button>
        </div>
      )}
      {children(data)}
    </>
  );
};
