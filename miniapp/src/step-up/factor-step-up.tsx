import type { FactorList } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlainProtectionApi } from '../protection/use-protection-api.ts';
import { useResource } from '../resources/use-resource.ts';
import { ResourceView } from '../ui/resource-view.tsx';
import { BackupCodeStepUp } from './backup-code-step-up.tsx';
import { ChooseFactor, type Way } from './choose-factor.tsx';
import { CodeStepUp } from './code-step-up.tsx';
import { GoElsewhere } from './go-elsewhere.tsx';
import type { StepUpPart } from './step-up-part.ts';

/** The default factor is asked at once. */
const firstWay = ({ items }: FactorList): Way | null => {
  const factor = items.find(({ isDefault }) => isDefault) ?? items[0];
  return factor ? { kind: 'factor', factor } : null;
};

type Props = StepUpPart & { factors: FactorList; isConfined?: boolean };

const Ways = ({ factors, onDone, onCancel, isConfined = false }: Props) => {
  const { t } = useTranslation('protection');
  const [way, setWay] = useState<Way | null>(() => firstWay(factors));
  const choose = () => setWay(null);
  if (factors.items.length === 0 && isConfined)
    return <p className="dialog-text">{t('suspended.noneText')}</p>;
  if (factors.items.length === 0) {
    const { text, action } = { text: t('stepUp.noneText'), action: t('stepUp.noneAction') };
    return <GoElsewhere text={text} action={action} route="protect" onCancel={onCancel} />;
  }
  switch (way?.kind) {
    case 'factor':
      return <CodeStepUp key={way.factor.id} factor={way.factor} onDone={onDone} onOtherWay={choose} />;
    case 'backup':
      return <BackupCodeStepUp onDone={onDone} onOtherWay={choose} />;
    case undefined:
      return (
        <ChooseFactor factors={factors} onChosen={setWay} {...(isConfined ? {} : { onLost: onCancel })} />
      );
  }
};

/** A second factor, or a backup code in its place. */
export const FactorStepUp = (part: StepUpPart & { isConfined?: boolean }) => {
  const api = usePlainProtectionApi();
  const known = useResource('factors', api.listFactors);
  // Never by what was known before: a code would go to a factor that is gone, or none to one that is new.
  const resource = known.isLoading ? { ...known, data: undefined } : known;
  return (
    <ResourceView resource={resource} skeletonRows={1}>
      {(factors) => <Ways {...part} factors={factors} />}
    </ResourceView>
  );
};
