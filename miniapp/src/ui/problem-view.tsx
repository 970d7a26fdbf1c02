import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/api-error.ts';
import { Icon } from './icon.tsx';
import { problemWords } from './problem-words.ts';
import { RetryButton } from './retry-button.tsx';

type Props = {
  error: ApiError;
  isRetrying: boolean;
  onRetry: () => void;
  /** Words of its own. (Default: the general ones for its code) */
  words?: { title: string; text?: string } | undefined;
};

/** A failure in the person's words, with a way on and, small, what support needs to find it. */
export const ProblemView = ({ error, isRetrying, onRetry, words }: Props) => {
  const { t } = useTranslation();
  const { title, text } = words ?? problemWords(t, error.code);
  return (
    <div className="notice">
      <span className="notice-icon">
        <Icon name={error.isNetworkFailure ? 'offline' : 'warning'} />
      </span>
      {/* Only the words: a count-down inside would be read out each second. */}
      <div role="alert">
        <h2 className="notice-title">{title}</h2>
        {text && <p className="notice-text">{text}</p>}
      </div>
      <RetryButton error={error} isRetrying={isRetrying} onRetry={onRetry} />
      {error.requestId && <p className="request-id">{t('common.requestId', { id: error.requestId })}</p>}
    </div>
  );
};
