import type { ShopCredentials, ShopLinkPreview } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/api-error.ts';
import type { ShopLinkState } from '../../protection/protection-api.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';

/** Refusals that take the place of the form, or stand beside it. */
const saidHere = [
  'invalid_credentials',
  'rate_limited',
  'shop_unavailable',
  'shop_account_taken',
  'shop_link_blocked',
  'shop_not_configured',
];

/** Login and password, then what joins, then the link. Each refusal leads back to a step that can be done. */
export const useLinking = (onChanged: (state: ShopLinkState) => void) => {
  const api = useProtectionApi();
  const { t } = useTranslation('protection');
  const { run, isBusy } = useProtectionAction();
  const [preview, setPreview] = useState<ShopLinkPreview | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);

  const explain = ({ code }: ApiError): string | null | undefined => {
    if (code === 'link_ticket_invalid') return t('link.expired');
    return saidHere.includes(code) ? null : undefined;
  };
  const fail = (error: ApiError) => {
    setFailure(error);
    if (error.code === 'shop_not_configured') onChanged({ kind: 'unavailable' });
    // Linked meanwhile, elsewhere: shown as it is.
    if (error.code === 'shop_already_linked')
      void run(async (options) => onChanged(await api.getShopLink(options)));
  };
  const show = async (credentials: ShopCredentials) => {
    await run(
      async (options) => {
        setPreview(await api.previewShopLink(credentials, options));
        setFailure(null);
      },
      { explain, onFailure: fail },
    );
  };
  const link = async ({ linkTicket }: ShopLinkPreview) => {
    const onFailure = (error: ApiError) => {
      if (error.code === 'step_up_cancelled' || error.isNetworkFailure) return; // the ticket is still good
      setPreview(null);
      fail(error);
    };
    await run(
      async (options) => onChanged({ kind: 'linked', link: await api.linkShop({ linkTicket }, options) }),
      { success: t('link.doneTitle'), explain, onFailure },
    );
  };
  const startOver = () => {
    setPreview(null);
    setFailure(null);
  };
  return { preview, failure, isBusy, show, link, startOver };
};
