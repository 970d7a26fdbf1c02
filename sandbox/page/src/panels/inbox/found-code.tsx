import { CopyButton } from '../../controls/copy-button.tsx';
import { useText } from '../../text/use-text.tsx';
import './inbox.css';

/** The one-time code in a message, large enough to type from. */
export const FoundCode = ({ code }: { code: string }) => {
  const { t } = useText();
  return (
    <div className="found-code">
      <span className="hint">{t('code')}</span>
      <code>{code}</code>
      <CopyButton text={code} />
    </div>
  );
};
