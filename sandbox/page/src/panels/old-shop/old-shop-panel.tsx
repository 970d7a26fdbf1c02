import { ToggleButton } from 'react-aria-components';
import type { OldShopCustomer } from '../../../../wire.ts';
import { CopyButton } from '../../controls/copy-button.tsx';
import { useText } from '../../text/use-text.tsx';
import './old-shop.css';
import { useOldShop } from './use-old-shop.ts';

/** Who has an account at the old shop: what to type in the mini app to link one. */
export const OldShopPanel = () => {
  const { t } = useText();
  const { customers, trouble, change } = useOldShop();
  return (
    <div className="tool-page">
      <p className="hint">
        {t('oldShopHint')}{' '}
        <a href="/sandbox/legacy-shop/" target="_blank" rel="noopener">
          {t('oldShopPage')}
        </a>
      </p>
      {trouble && (
        <p role="alert" className="trouble">
          {t('failed', { reason: trouble })}
        </p>
      )}
      <ul className="shop-customers">
        {customers.map((customer) => (
          <Customer key={customer.id} customer={customer} onChange={change} />
        ))}
      </ul>
    </div>
  );
};

type CustomerProps = { customer: OldShopCustomer; onChange: ReturnType<typeof useOldShop>['change'] };

const Customer = ({
  customer: { id, name, login, password, orders, locked, slow },
  onChange,
}: CustomerProps) => {
  const { t } = useText();
  return (
    <li className="card" aria-labelledby={`customer-${id}`}>
      <div className="section-head">
        <h3 id={`customer-${id}`}>
          <bdi>{name}</bdi>
        </h3>
        <span className="hint">{t('orderCount', { count: orders.length })}</span>
      </div>
      <Copyable label={t('login')} text={login} />
      <Copyable label={t('password')} text={password} />
      <div className="button-row">
        <ToggleButton
          className="button small"
          isSelected={locked}
          onChange={(isOn) => void onChange(id, { locked: isOn })}
          aria-label={`${t('locked')}: ${name}`}
        >
          {t('locked')}
        </ToggleButton>
        <ToggleButton
          className="button small"
          isSelected={slow}
          onChange={(isOn) => void onChange(id, { slow: isOn })}
          aria-label={`${t('slow')}: ${name}`}
        >
          {t('slow')}
        </ToggleButton>
      </div>
    </li>
  );
};

const Copyable = ({ label, text }: { label: string; text: string }) => (
  <div className="copyable">
    <span className="copyable-label">{label}</span>
    <code>{text}</code>
    <CopyButton text={text} />
  </div>
);
