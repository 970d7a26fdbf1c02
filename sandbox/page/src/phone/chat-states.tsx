import { Button } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';

/** A chat that is being opened, or could not be. */
export const ChatOpening = ({ status, onRetry }: { status: 'loading' | 'failed'; onRetry: () => void }) => {
  const { t } = useText();
  if (status === 'loading')
    return (
      <div className="chat-empty" role="status">
        <span className="spinner large" aria-hidden="true" />
        <p>{t('chatLoading')}</p>
      </div>
    );
  return (
    <div className="chat-empty" role="alert">
      <p>{t('chatFailed')}</p>
      <Button className="start" onPress={onRetry}>
        {t('retry')}
      </Button>
    </div>
  );
};

/** What the phone itself has to say for a moment. */
export const Toast = ({ text }: { text: string | undefined }) => (
  <div className="toast-area" role="status">
    {text !== undefined && (
      <p className="toast" dir="auto">
        {text}
      </p>
    )}
  </div>
);
