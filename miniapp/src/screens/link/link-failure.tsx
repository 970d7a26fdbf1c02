import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { Button } from '../../ui/button.tsx';
import { clockTime } from '../../ui/clock-time.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useSecondsUntil } from '../../ui/use-seconds-until.ts';

const looks = {
  rate_limited: { icon: 'clock', title: 'link.lockedTitle' },
  shop_unavailable: { icon: 'clock', title: 'link.awayTitle', text: 'link.awayText' },
  shop_account_taken: { icon: 'shield', title: 'link.takenTitle', text: 'link.takenText' },
  shop_link_blocked: { icon: 'lock', title: 'link.blockedTitle', text: 'link.blockedText' },
} as const;

const isSaidHere = (code: string): code is keyof typeof looks => code in looks;

/** Counts down outside of what is read out, or it would be read each second. */
const Wait = ({ failure }: { failure: ApiError }) => {
  const { clock } = useApp();
  const { t } = useTranslation('protection');
  const until = useMemo(() => clock() + (failure.retryAfterSeconds ?? 0) * 1000, [clock, failure]);
  const seconds = useSecondsUntil(until);
  return (
    <p className="notice-text">
      {seconds > 0 ? t('link.lockedText', { time: clockTime(seconds) }) : t('link.lockedOver')}
    </p>
  );
};

type Props = { failure: ApiError; onStartOver: () => void };

/** A refusal that is not about what was typed, with its way out. */
export const LinkFailure = ({ failure, onStartOver }: Props) => {
  const { t } = useTranslation('protection');
  const { code } = failure;
  if (!isSaidHere(code)) return null;
  const look = looks[code];
  return (
    <div className="notice">
      <span className="notice-icon">
        <Icon name={look.icon satisfies IconName} />
      </span>
      <div role="alert">
        <h2 className="notice-title">{t(look.title)}</h2>
        {'text' in look && <p className="notice-text">{t(look.text)}</p>}
      </div>
      {code === 'rate_limited' && <Wait failure={failure} />}
      {code === 'shop_account_taken' && <Button onPress={onStartOver}>{t('link.takenOther')}</Button>}
    </div>
  );
};
