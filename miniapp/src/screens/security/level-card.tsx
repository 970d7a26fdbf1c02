import type { FactorList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { Button } from '../../ui/button.tsx';
import { type IconName, IconTile, type TileColor } from '../../ui/icon.tsx';
import { type ProtectionLevel, protectionLevel } from './protection-level.ts';
import { useNewCodes } from './use-new-codes.ts';

const icons: Readonly<Record<ProtectionLevel, readonly [IconName, TileColor]>> = {
  basic: ['warning', 'orange'],
  unkept: ['shield', 'blue'],
  strong: ['shield', 'green'],
};

/** How well the account is protected, with the next step to make it better. */
export const LevelCard = ({ factors }: { factors: FactorList }) => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const { make, isBusy } = useNewCodes();
  const level = protectionLevel(factors);
  const [icon, color] = icons[level];
  return (
    <section className="card" aria-label={t(`security.levels.${level}.title`)}>
      <IconTile name={icon} color={color} />
      <div className="card-text">
        <h2 className="card-title">{t(`security.levels.${level}.title`)}</h2>
        <p className="card-body">{t(`security.levels.${level}.text`)}</p>
        {level === 'basic' && <Button onPress={() => router.open('protect')}>{t('security.protect')}</Button>}
        {level === 'unkept' && (
          <Button onPress={() => void make()} isBusy={isBusy}>
            {t('security.makeCodes')}
          </Button>
        )}
      </div>
    </section>
  );
};
