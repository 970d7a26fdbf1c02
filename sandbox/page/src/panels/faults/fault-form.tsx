import { type FormEvent, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { Fault } from '../../../../wire.ts';
import { Choice } from '../../controls/choice.tsx';
import { Quantity } from '../../controls/quantity.tsx';
import { useText } from '../../text/use-text.tsx';
import { kindLabels, kinds, targetLabels, targets } from './labels.ts';

const scopes = ['always', 'count', 'seconds'] as const;
type Scope = (typeof scopes)[number];

export const FaultForm = ({ onAdd }: { onAdd: (fault: Fault) => Promise<void> }) => {
  const { t } = useText();
  const [target, setTarget] = useState<Fault['target']>('telegram');
  const [kind, setKind] = useState<Fault['kind']>('error');
  const [scope, setScope] = useState<Scope>('count');
  const [amount, setAmount] = useState(3);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const limit = { always: {}, count: { count: amount }, seconds: { forSeconds: amount } }[scope];
    void onAdd({ target, kind, ...limit });
  };

  return (
    <Form className="form card" onSubmit={submit}>
      <Choice
        label={t('faultTarget')}
        value={target}
        onChange={setTarget}
        options={targets.map((id) => ({ id, text: t(targetLabels[id]) }))}
      />
      <Choice
        label={t('faultKind')}
        value={kind}
        onChange={setKind}
        options={kinds.map((id) => ({ id, text: t(kindLabels[id]) }))}
      />
      <Choice
        label={t('faultScope')}
        value={scope}
        onChange={setScope}
        options={[
          { id: 'count', text: t('scopeCount') },
          { id: 'seconds', text: t('scopeSeconds') },
          { id: 'always', text: t('scopeAlways') },
        ]}
      />
      {scope !== 'always' && (
        <Quantity
          label={t(scope === 'count' ? 'howMany' : 'howLong')}
          value={amount}
          onChange={setAmount}
          max={scope === 'count' ? 10_000 : 86_400}
        />
      )}
      <Button type="submit" className="button primary">
        {t('addFault')}
      </Button>
    </Form>
  );
};
