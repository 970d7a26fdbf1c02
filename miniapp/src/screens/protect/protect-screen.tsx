import type { FactorKind } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import type { Route } from '../../navigation/routes.ts';
import { LinkCell } from '../../ui/cell.tsx';
import type { IconName, TileColor } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

type Way = { kind: FactorKind; icon: readonly [IconName, TileColor]; route: Route };

/** The strongest first. */
const ways: readonly Way[] = [
  { kind: 'totp', icon: ['key', 'green'], route: 'protect-app' },
  { kind: 'email', icon: ['mail', 'blue'], route: 'protect-email' },
  { kind: 'sms', icon: ['phone', 'orange'], route: 'protect-phone' },
];

/** Which second factor to add, with what each is good for. */
const ProtectScreen = () => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  return (
    <Page title={t('protect.title')}>
      <p className="page-text">{t('protect.lead')}</p>
      <Section>
        {ways.map(({ kind, icon, route }) => (
          <LinkCell
            key={kind}
            icon={icon}
            title={t(`protect.${kind}.title`)}
            subtitle={t(`protect.${kind}.text`)}
            value={t(`protect.${kind}.strength`)}
            onPress={() => router.open(route)}
          />
        ))}
      </Section>
    </Page>
  );
};

export default ProtectScreen;
