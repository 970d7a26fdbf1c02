import type { EnrolFactorBody, FactorEnrolment } from '@atlas/shared/wire';
import { useState } from 'react';
import type { CallOptions } from '../../api/call.ts';
import { useAnsweredElsewhere } from '../../protection/use-answered-elsewhere.ts';
import { useFactorAdded } from '../../protection/use-factor-added.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';

type ContactKind = 'sms' | 'email';

const bodyOf = (kind: ContactKind, contact: string): EnrolFactorBody =>
  kind === 'sms' ? { kind, phone: contact } : { kind, email: contact };

/** A number or an address becomes a factor: a code is sent there, and comes back. */
export const useContactFactor = (kind: ContactKind) => {
  const api = useProtectionApi();
  const onAdded = useFactorAdded();
  const { run, isBusy } = useProtectionAction();
  const [contact, setContact] = useState('');
  const [enrolment, setEnrolment] = useState<FactorEnrolment | null>(null);

  // Backup codes of a first factor are shown where its code was given.
  useAnsweredElsewhere(enrolment?.challengeId, () => onAdded({}));

  const enrol = async (wanted: string, options: CallOptions) =>
    setEnrolment(await api.enrolFactor(bodyOf(kind, wanted), options));
  return {
    contact,
    enrolment,
    isBusy,
    send: (wanted: string) => {
      setContact(wanted);
      void run((options) => enrol(wanted, options));
    },
    change: () => setEnrolment(null),
    confirm: async ({ factorId }: FactorEnrolment, code: string, options: CallOptions) =>
      onAdded(await api.confirmFactor(factorId, code, options)),
    resend: async (sent: FactorEnrolment, options: CallOptions) => {
      const { expiresAt, resendAfter } = await api.resendChallenge(sent.challengeId, options);
      setEnrolment({ ...sent, expiresAt, resendAfter });
    },
    restart: (options: CallOptions) => enrol(contact, options),
  };
};
