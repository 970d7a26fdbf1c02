import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { AccessSection } from './access-section.tsx';
import { BackupCodesSection } from './backup-codes-section.tsx';
import { FactorsSection } from './factors-section.tsx';
import { LevelCard } from './level-card.tsx';
import { RecoveryCard } from './recovery-card.tsx';
import { RecoverySection } from './recovery-section.tsx';
import { useProtection } from './use-protection.ts';

/** How well the account is protected, and everything that protects it. */
const SecurityScreen = () => {
  const { t } = useTranslation('protection');
  const resource = useProtection();
  const { replace, reload } = resource;
  return (
    <Page title={t('security.title')}>
      <ResourceView resource={resource} skeletonRows={5}>
        {({ factors, recovery }) => {
          const change = (changed: typeof factors) => replace({ factors: changed, recovery });
          return (
            <>
              {recovery && <RecoveryCard recovery={recovery} onChanged={reload} />}
              {!recovery && <LevelCard factors={factors} />}
              <FactorsSection factors={factors} onChanged={change} onRemoved={reload} />
              {factors.items.length > 0 && <BackupCodesSection factors={factors} />}
              <AccessSection />
              {factors.items.length > 0 && !recovery && <RecoverySection onChanged={reload} />}
            </>
          );
        }}
      </ResourceView>
    </Page>
  );
};

export default SecurityScreen;
