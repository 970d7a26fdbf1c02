import type { MergePreview } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { isolate } from '../../i18n/isolate.ts';
import { Cell } from '../../ui/cell.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';

type Factor = Pick<MergePreview['factors'][number], 'kind' | 'destination'>;

const factorIcons = { sms: 'phone', email: 'mail', totp: 'key' } as const satisfies Record<
  Factor['kind'],
  IconName
>;

/** A factor that goes from one account to another, or doesn't. */
export const FactorLine = ({ factor: { kind, destination }, note }: { factor: Factor; note?: string }) => {
  const { t } = useTranslation('merges');
  const words = [...(destination ? [isolate(destination)] : []), ...(note ? [note] : [])];
  return (
    <Cell
      icon={[factorIcons[kind], 'violet']}
      title={t(`factors.${kind}`)}
      {...(words.length > 0 ? { subtitle: words.join(' · ') } : {})}
    />
  );
};

export const MessengerLine = ({
  messenger,
  note,
}: {
  messenger: MergePreview['messengers'][number];
  note: string;
}) => {
  const { t } = useTranslation();
  return <Cell icon={['chat', 'blue']} title={t(`messengers.${messenger}`)} subtitle={note} />;
};

export const ShopLinkLine = () => {
  const { t } = useTranslation('merges');
  return <Cell icon={['bag', 'green']} title={t('shopLink')} subtitle={t('shopLinkText')} />;
};

type Props = {
  preview: MergePreview;
  /** Whose screen this is: the account's that goes over, or the one's that it goes into. */
  side: 'goes' | 'comes';
};

/** What a merge moves, what it leaves where it is, and what it ends. */
export const MergeParts = ({ preview, side }: Props) => {
  const { t } = useTranslation('merges');
  const { messengers, factors, hasShopLink, backupCodes, undoDays } = preview;
  const note = side === 'goes' ? t('factorMaybe') : undefined;
  return (
    <>
      <Section title={t(side)}>
        {messengers.map((messenger) => (
          <MessengerLine key={messenger} messenger={messenger} note={t('messenger')} />
        ))}
        {factors
          .filter(({ comes }) => comes !== false)
          .map((factor) => (
            <FactorLine
              key={`${factor.kind} ${factor.destination}`}
              factor={factor}
              {...(note && factor.destination ? { note } : {})}
            />
          ))}
        {hasShopLink && <ShopLinkLine />}
      </Section>
      <Section title={t('stays')} footer={t('staysHint')}>
        {factors
          .filter(({ comes }) => comes === false)
          .map((factor) => (
            <FactorLine
              key={`${factor.kind} ${factor.destination}`}
              factor={factor}
              note={t('factorThere')}
            />
          ))}
        {backupCodes > 0 && (
          <Cell
            icon={['key', 'grey']}
            title={t('backupCodes')}
            subtitle={t('backupCodesText', { count: backupCodes })}
          />
        )}
        <Cell
          icon={['gear', 'grey']}
          title={t('settings')}
          subtitle={t(side === 'goes' ? 'settingsTheirs' : 'settingsYours')}
        />
        <Cell icon={['star', 'grey']} title={t('history')} subtitle={t('historyText')} />
      </Section>
      <p className="page-text">{t('devices', { undoDays })}</p>
    </>
  );
};
