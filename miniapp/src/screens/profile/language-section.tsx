import { type AccountProfile, type Locale, locales } from '@atlas/shared/wire';
import { useId } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { Icon } from '../../ui/icon.tsx';

type Props = { profile: AccountProfile; onChanged: (profile: AccountProfile) => void };

/** The language of the app and of messages. Chosen is changed; it changes back where it can't be kept. */
export const LanguageSection = ({ profile, onChanged }: Props) => {
  const { api, bridge } = useApp();
  const { t } = useTranslation();
  const { run } = useAction();
  const titleId = useId();
  const choose = async (locale: Locale) => {
    bridge.haptic('selection');
    onChanged({ ...profile, locale });
    await run(async (options) => onChanged(await api.updateAccount({ locale }, options)), {
      onFailure: () => onChanged(profile),
    });
  };
  return (
    <RadioGroup
      className="section"
      aria-labelledby={titleId}
      value={profile.locale}
      onChange={(value) => void choose(value as Locale)}
    >
      <h2 className="section-title" id={titleId}>
        {t('profile.language')}
      </h2>
      <div className="section-body">
        {locales.map((locale) => (
          <Radio key={locale} value={locale} className="cell cell-choice">
            <span className="cell-text" lang={locale}>
              {t(`languages.${locale}`)}
            </span>
            <span className="choice-mark">
              <Icon name="check" />
            </span>
          </Radio>
        ))}
      </div>
      <p className="section-footer">{t('profile.languageHint')}</p>
    </RadioGroup>
  );
};
