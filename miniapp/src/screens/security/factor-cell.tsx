import type { Factor, FactorKind, FactorList } from '@atlas/shared/wire';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isolate } from '../../i18n/isolate.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { Button } from '../../ui/button.tsx';
import { type IconName, IconTile, type TileColor } from '../../ui/icon.tsx';
import { RenameForm } from './rename-form.tsx';
import { useFactorChanges } from './use-factor-changes.ts';

const icons: Readonly<Record<FactorKind, readonly [IconName, TileColor]>> = {
  totp: ['key', 'green'],
  email: ['mail', 'blue'],
  sms: ['phone', 'orange'],
};

type Props = {
  factor: Factor;
  factors: FactorList;
  isOpen: boolean;
  onToggle: () => void;
  onChanged: (factors: FactorList) => void;
  onRemoved: () => void;
};

const useDescription = ({ kind, destination, lastUsedAt }: Factor): string => {
  const { t } = useTranslation('protection');
  const times = useTimes();
  const used = lastUsedAt ? t('security.used', { when: times.ago(lastUsedAt) }) : t('security.usedNever');
  const place = destination ? isolate(destination) : t(`protect.${kind}.title`);
  return `${place} · ${used}`;
};

/** One factor, and below it, once opened, what can be done with it. */
export const FactorCell = ({ factor, factors, isOpen, onToggle, onChanged, onRemoved }: Props) => {
  const { t } = useTranslation('protection');
  const panelId = useId();
  const description = useDescription(factor);
  const [isRenaming, setRenaming] = useState(false);
  const { rename, makeStandard, remove, isBusy } = useFactorChanges({
    factor,
    factors,
    onChanged,
    onRemoved,
  });
  const [icon, color] = icons[factor.kind];
  return (
    <li>
      <button
        type="button"
        className="cell cell-fold"
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={onToggle}
      >
        <IconTile name={icon} color={color} />
        <span className="cell-text">
          <span className="cell-title">{isolate(factor.name)}</span>
          <span className="cell-subtitle">{description}</span>
        </span>
        {factor.isDefault && <span className="cell-value">{t('security.standard')}</span>}
      </button>
      <div className="fold" id={panelId} hidden={!isOpen}>
        {isRenaming ? (
          <RenameForm
            name={factor.name}
            isBusy={isBusy}
            onSubmit={async (name) => {
              if (await rename(name)) setRenaming(false);
            }}
          />
        ) : (
          <div className="fold-buttons">
            <Button kind="plain" onPress={() => setRenaming(true)}>
              {t('security.rename')}
            </Button>
            {!factor.isDefault && (
              <Button kind="plain" isBusy={isBusy} onPress={() => void makeStandard()}>
                {t('security.makeStandard')}
              </Button>
            )}
            <Button kind="quiet-destructive" isBusy={isBusy} onPress={() => void remove()}>
              {t('security.remove')}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
};
