import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useNewCodesSlot } from '../../protection/slots.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useValue } from '../../use-value.ts';
import { CodeList } from './code-list.tsx';
import { KeptForm } from './kept-form.tsx';

/** After a reload the codes are gone, as promised. */
const Gone = () => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  return (
    <>
      <Notice icon="key" title={t('backup.goneTitle')}>
        {t('backup.goneText')}
      </Notice>
      <Button onPress={() => router.finish(['backup-codes'], 'security')}>{t('backup.toSecurity')}</Button>
    </>
  );
};

/** New backup codes, shown once; one typed back says that they were kept. */
const BackupCodesScreen = () => {
  const { t } = useTranslation('protection');
  const { bridge } = useApp();
  const codes = useValue(useNewCodesSlot());
  const areShown = codes !== undefined;
  useEffect(() => {
    bridge.guardClosing(areShown);
    return () => bridge.guardClosing(false);
  }, [bridge, areShown]);
  return (
    <Page title={t('backup.title')}>
      {codes ? (
        <>
          <p className="page-text">{t('backup.lead')}</p>
          <CodeList codes={codes} />
          <KeptForm codes={codes} />
        </>
      ) : (
        <Gone />
      )}
    </Page>
  );
};

export default BackupCodesScreen;
