import type { FactorList } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { LinkCell } from '../../ui/cell.tsx';
import { Section } from '../../ui/section.tsx';
import { FactorCell } from './factor-cell.tsx';

type Props = {
  factors: FactorList;
  onChanged: (factors: FactorList) => void;
  /** One is gone, and the API may have made another the default. */
  onRemoved: () => void;
};

/** The second factors; each opens to what can be done with it. */
export const FactorsSection = ({ factors, onChanged, onRemoved }: Props) => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const [openId, setOpenId] = useState<string | null>(null);
  if (factors.items.length === 0) return null;
  return (
    <Section title={t('security.factors')} footer={factors.items.length > 1 && t('security.factorsHint')}>
      {factors.items.map((factor) => (
        <FactorCell
          key={factor.id}
          factor={factor}
          factors={factors}
          isOpen={factor.id === openId}
          onToggle={() => setOpenId(factor.id === openId ? null : factor.id)}
          onChanged={onChanged}
          onRemoved={onRemoved}
        />
      ))}
      <LinkCell
        icon={['shield', 'grey']}
        title={t('security.addAnother')}
        onPress={() => router.open('protect')}
      />
    </Section>
  );
};
