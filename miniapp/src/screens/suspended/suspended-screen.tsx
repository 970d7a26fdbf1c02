import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { FactorStepUp } from '../../step-up/factor-step-up.tsx';
import { ShopPasswordStepUp } from '../../step-up/shop-password-step-up.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { useSignOut } from '../devices/use-sign-out.ts';
import { useWayOut, type WayOut } from './use-way-out.ts';

const Prove = ({ way, onDone }: { way: WayOut; onDone: () => void }) => {
  const { t } = useTranslation('protection');
  if (way === 'nothing')
    return (
      <Notice icon="lock" title={t('suspended.noneTitle')}>
        <p>{t('suspended.noneText')}</p>
      </Notice>
    );
  const part = { onDone, onCancel: () => {} };
  return (
    <Section title={t('suspended.how')} kind="plain">
      <div className="prove">
        {way === 'shop' ? <ShopPasswordStepUp {...part} isConfined /> : <FactorStepUp {...part} isConfined />}
      </div>
    </Section>
  );
};

/**
 * The messenger said that this number or phone may be somebody else's now. Nothing of the account is shown, only why and
 * what proves that it is still the same person; what is proved in the chat meanwhile counts, too.
 */
const SuspendedScreen = () => {
  const { launch } = useApp();
  const { t } = useTranslation('protection');
  const screens = useTranslation().t;
  const onDone = () => void launch.proved();
  const resource = useWayOut(onDone);
  const { signOut, isBusy } = useSignOut();
  return (
    <Page title={t('suspended.title')}>
      <p className="page-text">{t('suspended.text')}</p>
      <p className="page-text">{t('suspended.safe')}</p>
      <ResourceView resource={resource} skeletonRows={2}>
        {(way) => way !== 'lifted' && <Prove way={way} onDone={onDone} />}
      </ResourceView>
      <Button kind="plain" isBusy={isBusy} onPress={signOut}>
        {screens('devices.signOut')}
      </Button>
    </Page>
  );
};

export default SuspendedScreen;
