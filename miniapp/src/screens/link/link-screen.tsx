import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShopLinkState } from '../../protection/protection-api.ts';
import { useShopLink } from '../../protection/use-shop-link.ts';
import { useTellHome } from '../../protection/use-tell-home.ts';
import { focusHeading } from '../../ui/focus-heading.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { LinkSteps } from './link-steps.tsx';
import { LinkedShop } from './linked-shop.tsx';

/** The old shop account: linked, or to be linked. */
const LinkScreen = () => {
  const { t } = useTranslation('protection');
  const resource = useShopLink();
  const [isNew, setNew] = useState(false);
  const tellHome = useTellHome();
  const change = (state: ShopLinkState) => {
    setNew(state.kind === 'linked');
    focusHeading();
    resource.replace(state);
    tellHome(() => ({ shop: state.kind }));
  };
  return (
    <Page title={t('link.title')}>
      <ResourceView resource={resource} skeletonRows={3}>
        {(state) => {
          switch (state.kind) {
            case 'linked':
              return <LinkedShop link={state.link} isNew={isNew} onChanged={change} />;
            case 'not-linked':
              return <LinkSteps onChanged={change} />;
            case 'unavailable':
              return (
                <Notice icon="info" title={t('link.missingTitle')}>
                  {t('link.missingText')}
                </Notice>
              );
          }
        }}
      </ResourceView>
    </Page>
  );
};

export default LinkScreen;
