import { lazy, Suspense, useEffect } from 'react';
import { getI18n } from 'react-i18next';
import type { StepUpQuestion } from '../api/step-up.ts';
import { useApp } from '../app-context.ts';
import { loadWords } from '../i18n/i18n.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { useValue } from '../use-value.ts';

const loadSheet = async () => {
  const [sheet] = await Promise.all([import('./step-up-sheet.tsx'), loadWords(getI18n(), 'protection')]);
  return sheet;
};
const StepUpSheet = lazy(loadSheet);

/** The sheet could not be loaded: the request fails as if the answer had been no, rather than wait for ever. */
const Unasked = ({ question }: { question: StepUpQuestion }) => {
  useEffect(() => question.cancel(), [question]);
  return null;
};

/** Asks the person for more proof, whenever a request needs it. */
export const StepUp = () => {
  const { stepUp } = useApp();
  const question = useValue(stepUp.question);
  if (!question) return null;
  return (
    <ErrorBoundary key={question.need} fallback={<Unasked question={question} />}>
      <Suspense>
        <StepUpSheet key={question.need} question={question} />
      </Suspense>
    </ErrorBoundary>
  );
};
