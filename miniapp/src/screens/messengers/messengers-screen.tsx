import type { IdentityList } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useTimes } from '../../i18n/use-times.ts';
import { useResource } from '../../resources/use-resource.ts';
import { Button } from '../../ui/button.tsx';
import { ActionCell, Cell } from '../../ui/cell.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { Section } from '../../ui/section.tsx';
import { ConnectCode } from './connect-code.tsx';
import { JoinSection } from './join-section.tsx';
import { MergeClaim } from './merge-claim.tsx';
import { MergesSection } from './merges-section.tsx';
import { NumberForm } from './number-form.tsx';
import { useConnecting } from './use-connecting.ts';
import { useMessengersApi, useRemoval } from './use-messengers.ts';

type Identity = IdentityList['items'][number];
type CellProps = { identity: Identity; isOnly: boolean; isBusy: boolean; onRemove: () => void };

const IdentityCell = ({ identity, isOnly, isBusy, onRemove }: CellProps) => {
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const times = useTimes();
  const { current, linkedAt } = identity;
  const messenger = common(`messengers.${identity.messenger}`);
  const since = t('messengers.since', { date: times.date(linkedAt) });
  return (
    <Cell
      icon={['chat', current ? 'green' : 'blue']}
      title={messenger}
      subtitle={current ? `${t('messengers.inUse')} · ${since}` : since}
      after={
        !isOnly && (
          <Button
            kind="plain"
            label={t('messengers.removeLabel', { messenger })}
            isBusy={isBusy}
            onPress={onRemove}
          >
            {t('messengers.remove')}
          </Button>
        )
      }
    />
  );
};

type Props = { identities: IdentityList; replace: (identities: IdentityList) => void; reload: () => void };

const Messengers = ({ identities: { items }, replace, reload }: Props) => {
  const { launch } = useApp();
  const api = useMessengersApi();
  const { t } = useTranslation('protection');
  const merges = useResource('merges', api.listMerges);
  const [hasMerged, setMerged] = useState(false);
  const { remove, isBusy } = useRemoval(({ id, current }) => {
    if (current) launch.sessionEnded(undefined);
    else replace({ items: items.filter((item) => item.id !== id) });
  });
  const connecting = useConnecting((effect) => {
    setMerged(effect === 'merge');
    reload();
    if (effect === 'merge') merges.reload();
  });
  const { started, claim, connectionId } = connecting;
  const answering = {
    isBusy: connecting.isBusy,
    onConfirm: (number: string) => void connecting.confirm(number),
    onCancel: () => void connecting.cancel(),
  };
  return (
    <>
      <Section
        title={t('messengers.yours')}
        footer={t(items.length > 1 ? 'messengers.hint' : 'messengers.hintOne')}
      >
        {items.map((identity) => (
          <IdentityCell
            key={identity.id}
            identity={identity}
            isOnly={items.length === 1}
            isBusy={isBusy}
            onRemove={() => void remove(identity)}
          />
        ))}
        {!started && (
          <ActionCell
            icon={['link', 'violet']}
            title={t('messengers.connect')}
            isBusy={connecting.isBusy}
            onPress={() => void connecting.start()}
          />
        )}
      </Section>
      {started && !claim && (
        <ConnectCode
          started={started}
          connected={items.map(({ messenger }) => messenger)}
          isBusy={connecting.isBusy}
          onCancel={() => void connecting.cancel()}
        />
      )}
      {claim && connectionId && claim.effect === 'merge' && (
        <MergeClaim connectionId={connectionId} claim={claim} {...answering} />
      )}
      {claim && claim.effect !== 'merge' && <NumberForm claim={claim} {...answering} />}
      {!started && merges.data && <MergesSection merges={merges.data} isNew={hasMerged} />}
      {!started && <JoinSection />}
    </>
  );
};

/** The messengers that sign in to the account, and the way in for another one. */
const MessengersScreen = () => {
  const api = useMessengersApi();
  const { t } = useTranslation('protection');
  const resource = useResource('identities', api.list);
  return (
    <Page title={t('messengers.title')}>
      <ResourceView resource={resource} skeletonRows={2}>
        {(identities) => (
          <Messengers identities={identities} replace={resource.replace} reload={resource.reload} />
        )}
      </ResourceView>
    </Page>
  );
};

export default MessengersScreen;
