import { useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import { useValue } from '../use-value.ts';
import { Icon } from './icon.tsx';

/** Said for as long as the device has no connection. */
export const OfflineBanner = () => {
  const { isOnline } = useApp();
  const { t } = useTranslation();
  const online = useValue(isOnline);
  return (
    <div role="status">
      {!online && (
        <p className="banner">
          <Icon name="offline" />
          {t('common.offline')}
        </p>
      )}
    </div>
  );
};
