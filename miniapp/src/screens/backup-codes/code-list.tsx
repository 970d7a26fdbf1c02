import { useTranslation } from 'react-i18next';
import { useCopy } from '../../protection/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { saveText } from '../../ui/save-text.ts';

/** The codes, to copy and to save. */
export const CodeList = ({ codes }: { codes: readonly string[] }) => {
  const { t } = useTranslation('protection');
  const copy = useCopy();
  const text = codes.join('\n');
  const save = () => saveText(t('backup.fileName'), `${t('backup.fileTitle')}\n\n${text}\n`);
  return (
    <section className="section" aria-label={t('backup.list')}>
      <div className="section-body setup">
        <ol className="code-list" translate="no">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <div className="setup-buttons">
          <Button kind="plain" onPress={() => void copy(text)}>
            {t('backup.copy')}
          </Button>
          <Button kind="plain" onPress={save}>
            {t('backup.download')}
          </Button>
        </div>
      </div>
    </section>
  );
};
