import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOptions } from '../api/call.ts';
import { useApp } from '../app-context.ts';
import { Button } from '../ui/button.tsx';
import { clockTime } from '../ui/clock-time.ts';
import { useSecondsUntil } from '../ui/use-seconds-until.ts';
import { useProtectionAction } from './use-protection-action.ts';

type Props = {
  question: { resendAfter: string | null };
  resend: (options: CallOptions) => Promise<void>;
  onSent: () => void;
};

/** Another code, as soon as the API sends one. */
export const ResendCode = ({ question: { resendAfter }, resend, onSent }: Props) => {
  const { clock } = useApp();
  const { t } = useTranslation('protection');
  const { run, isBusy } = useProtectionAction();
  const [refusedUntil, setRefusedUntil] = useState(0);
  const offeredAt = resendAfter === null ? 0 : Date.parse(resendAfter);
  const seconds = useSecondsUntil(Math.max(offeredAt, refusedUntil));
  if (resendAfter === null) return <p className="section-footer">{t('code.noMore')}</p>;

  const send = async () => {
    const isSent = await run(resend, {
      success: t('code.resent'),
      onFailure: ({ retryAfterSeconds = 0 }) => setRefusedUntil(clock() + retryAfterSeconds * 1000),
    });
    if (isSent) onSent();
  };
  return (
    <Button kind="plain" onPress={() => void send()} isBusy={isBusy} isDisabled={seconds > 0}>
      {seconds > 0 ? t('code.resendIn', { time: clockTime(seconds) }) : t('code.resend')}
    </Button>
  );
};
