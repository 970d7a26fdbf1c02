import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useShopLink } from '../../protection/use-shop-link.ts';
import { LinkCell } from '../../ui/cell.tsx';
import { Section } from '../../ui/section.tsx';

/** What else opens or belongs to the account: its devices, and the old shop. */
export const AccessSection = () => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const { data: shop } = useShopLink();
  return (
    <Section title={t('security.access')}>
      <LinkCell
        icon={['phone', 'green']}
        title={common('devices.title')}
        onPress={() => router.open('devices')}
      />
      <LinkCell
        icon={['chat', 'blue']}
        title={t('messengers.title')}
        onPress={() => router.open('messengers')}
      />
      {shop?.kind !== 'unavailable' && (
        <LinkCell
          icon={['link', 'violet']}
          title={t('security.shop')}
          value={shop && t(shop.kind === 'linked' ? 'security.shopLinked' : 'security.shopNotLinked')}
          onPress={() => router.open('link')}
        />
      )}
    </Section>
  );
};
