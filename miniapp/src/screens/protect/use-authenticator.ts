import { FactorEnrolment } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import type { CallOptions } from '../../api/call.ts';
import { useAnsweredElsewhere } from '../../protection/use-answered-elsewhere.ts';
import { useFactorAdded } from '../../protection/use-factor-added.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';

/** An enrolment with what an authenticator app needs. */
export type AuthenticatorSetup = FactorEnrolment & { secret: string; otpauthUri: string; qrSvg: string };

const Setup = FactorEnrolment.required({ secret: true, otpauthUri: true, qrSvg: true });

const toSetup = (enrolment: FactorEnrolment): AuthenticatorSetup => {
  const parsed = Setup.safeParse(enrolment);
  if (!parsed.success) throw new ApiError('unexpected_answer', { cause: parsed.error });
  return parsed.data;
};

/** An authenticator app becomes a factor: it gets a key, and shows the code that proves it. */
export const useAuthenticator = () => {
  const api = useProtectionApi();
  const { t } = useTranslation('protection');
  const onAdded = useFactorAdded();
  const { run, isBusy } = useProtectionAction();
  const [setup, setSetup] = useState<AuthenticatorSetup | null>(null);

  // Backup codes of a first factor are shown where its code was given.
  useAnsweredElsewhere(setup?.challengeId, () => onAdded({}));

  const begin = async (options: CallOptions) =>
    setSetup(toSetup(await api.enrolFactor({ kind: 'totp' }, options)));
  const sendToChat = async (options: CallOptions) =>
    setSetup(toSetup(await api.enrolFactor({ kind: 'totp', deliver: 'chat' }, options)));
  return {
    setup,
    isBusy,
    begin,
    start: () => void run(begin),
    sendToChat: () => void run(sendToChat, { success: t('totp.sentToChat') }),
    confirm: async ({ factorId }: AuthenticatorSetup, code: string, options: CallOptions) =>
      onAdded(await api.confirmFactor(factorId, code, options)),
  };
};
