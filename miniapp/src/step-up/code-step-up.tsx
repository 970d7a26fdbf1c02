import type { Challenge, Factor } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { CodeEntry } from '../protection/code-entry.tsx';
import { useAnsweredElsewhere } from '../protection/use-answered-elsewhere.ts';
import { useProtectionWords } from '../protection/use-protection-action.ts';
import { usePlainProtectionApi } from '../protection/use-protection-api.ts';
import { Button } from '../ui/button.tsx';
import { ProblemView } from '../ui/problem-view.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useChallenge } from './use-challenge.ts';

type Props = { factor: Factor; onDone: () => void; onOtherWay: () => void };

/** A code by one factor; where it has a channel, the code is sent as soon as this appears. */
export const CodeStepUp = ({ factor, onDone, onOtherWay }: Props) => {
  const api = usePlainProtectionApi();
  const { t } = useTranslation('protection');
  const words = useProtectionWords();
  const { challenge, error, isAsking, ask, show } = useChallenge(factor.id);
  useAnsweredElsewhere(challenge?.challengeId, () => {
    show(undefined);
    onDone();
  });
  const otherWay = (
    <Button kind="plain" onPress={onOtherWay}>
      {t('code.otherWay')}
    </Button>
  );
  if (error && !challenge) {
    const title = words(error);
    return (
      <>
        <ProblemView
          error={error}
          isRetrying={isAsking}
          onRetry={ask}
          words={title ? { title } : undefined}
        />
        {otherWay}
      </>
    );
  }
  if (!challenge) return <Skeleton rows={1} />;
  const answer = async (code: string, of: Challenge) => {
    await api.answerChallenge(of.challengeId, code);
    show(undefined);
    onDone();
  };
  return (
    <CodeEntry
      question={{ ...challenge, kind: factor.kind }}
      submit={(code) => answer(code, challenge)}
      resend={async (options) => show(await api.resendChallenge(challenge.challengeId, options))}
      restart={async (options) => show(await api.createChallenge({ factorId: factor.id }, options))}
      otherWays={otherWay}
    />
  );
};
