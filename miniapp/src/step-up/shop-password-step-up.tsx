import type { ShopCredentials } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/api-error.ts';
import { useProtectionAction } from '../protection/use-protection-action.ts';
import { usePlainProtectionApi } from '../protection/use-protection-api.ts';
import { CredentialsForm } from '../screens/link/credentials-form.tsx';
import { LinkFailure } from '../screens/link/link-failure.tsx';
import { Button } from '../ui/button.tsx';
import { GoElsewhere } from './go-elsewhere.tsx';
import type { StepUpPart } from './step-up-part.ts';

const saidHere = [
  'invalid_credentials',
  'rate_limited',
  'shop_unavailable',
  'shop_link_required',
  'shop_link_not_found',
];

/** The password of the old shop, proved in this session. */
export const ShopPasswordStepUp = ({
  onDone,
  onCancel,
  isConfined = false,
}: StepUpPart & { isConfined?: boolean }) => {
  const api = usePlainProtectionApi();
  const { t } = useTranslation('protection');
  const { run, isBusy } = useProtectionAction();
  const [failure, setFailure] = useState<ApiError | null>(null);
  const { code, attemptsLeft: count } = failure ?? {};

  const verify = async (credentials: ShopCredentials) => {
    const isRight = await run((options) => api.verifyShop(credentials, options), {
      onFailure: setFailure,
      explain: (error) => (saidHere.includes(error.code) ? null : undefined),
    });
    if (isRight) onDone();
  };
  if (code === 'shop_link_required' || code === 'shop_link_not_found') {
    const { text, action } = { text: t('stepUp.shopNoneText'), action: t('stepUp.shopNoneAction') };
    return <GoElsewhere text={text} action={action} route="link" onCancel={onCancel} />;
  }
  const wrong = count === undefined ? t('link.wrong') : t('link.wrongLeft', { count });
  return (
    <>
      <p className="dialog-text">{t(isConfined ? 'suspended.shopText' : 'stepUp.shopText')}</p>
      {failure && <LinkFailure failure={failure} onStartOver={() => setFailure(null)} />}
      <CredentialsForm
        error={code === 'invalid_credentials' ? wrong : undefined}
        isBusy={isBusy}
        onSubmit={(credentials) => void verify(credentials)}
        action={(_submit, isFilled) => (
          <Button type="submit" isBusy={isBusy} isDisabled={!isFilled}>
            {t('stepUp.shopSubmit')}
          </Button>
        )}
      />
    </>
  );
};
