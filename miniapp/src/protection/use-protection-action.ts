import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/api-error.ts';
import { useAction } from '../resources/use-action.ts';

const spoken = [
  'challenge_ended',
  'challenge_not_found',
  'code_invalid',
  'destination_not_supported',
  'factor_exists',
  'factor_not_allowed',
  'factor_not_found',
  'invalid_credentials',
  'recovery_not_found',
  'recovery_not_ready',
  'recovery_pending',
  'resend_too_early',
  'send_limited',
  'shop_already_linked',
  'shop_link_not_found',
  'shop_unavailable',
  'verification_locked',
] as const;

/** Words for the refusals of linking, factors and recovery; undefined for any other failure. */
export const useProtectionWords = () => {
  const { t } = useTranslation('protection');
  return ({ code }: ApiError): string | undefined => {
    const key = spoken.find((known) => known === code);
    return key && t(`problems.${key}`);
  };
};

type Run = ReturnType<typeof useAction>['run'];

/** As useAction, with those words. */
export const useProtectionAction = () => {
  const words = useProtectionWords();
  const action = useAction();
  const run: Run = (work, { explain, ...outcome } = {}) =>
    action.run(work, {
      ...outcome,
      explain: (error) => {
        const own = explain?.(error);
        return own === undefined ? words(error) : own;
      },
    });
  return { run, isBusy: action.isBusy };
};
