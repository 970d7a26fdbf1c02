import { useTranslation } from 'react-i18next';
import type { ShopLinkState } from '../../protection/protection-api.ts';
import { MainAction } from '../../ui/main-action.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { LinkFailure } from './link-failure.tsx';
import { LinkPreview } from './link-preview.tsx';
import { useLinking } from './use-linking.ts';

/** From login and password to the link; nothing joins before the person has seen what. */
export const LinkSteps = ({ onChanged }: { onChanged: (state: ShopLinkState) => void }) => {
  const { t } = useTranslation('protection');
  const { preview, failure, isBusy, show, link, startOver } = useLinking(onChanged);
  if (preview)
    return (
      <LinkPreview
        preview={preview}
        isBusy={isBusy}
        onConfirm={() => void link(preview)}
        onRefuse={startOver}
      />
    );
  const { code, attemptsLeft: count } = failure ?? {};
  const wrong = count === undefined ? t('link.wrong') : t('link.wrongLeft', { count });
  const isOver = code === 'shop_account_taken' || code === 'shop_link_blocked';
  return (
    <>
      {failure && <LinkFailure failure={failure} onStartOver={startOver} />}
      {!isOver && (
        <>
          {code !== 'rate_limited' && <p className="page-text">{t('link.lead')}</p>}
          <CredentialsForm
            error={code === 'invalid_credentials' ? wrong : undefined}
            isBusy={isBusy}
            onSubmit={(credentials) => void show(credentials)}
            action={(submit, isFilled) => (
              <MainAction label={t('link.check')} onPress={submit} isBusy={isBusy} isEnabled={isFilled} />
            )}
          />
          <p className="section-footer page-footer">{t('link.firstShown')}</p>
        </>
      )}
    </>
  );
};
