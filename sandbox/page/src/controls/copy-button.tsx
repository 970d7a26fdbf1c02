import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';

/** Copies a text, and says that it did. */
export const CopyButton = ({ text }: { text: string }) => {
  const { t } = useText();
  const [copied, setCopied] = useState<string>();
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    setCopied(text);
  };
  return (
    <Button className="button small" onPress={() => void copy()} aria-label={t('copyThis', { text })}>
      {t(copied === text ? 'copied' : 'copy')}
    </Button>
  );
};
