import type { ClaimedConnection, MergeOffer } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useResource } from '../../resources/use-resource.ts';
import { Page } from '../../ui/page.tsx';
import { ResourceView } from '../../ui/resource-view.tsx';
import { JoinSection } from '../messengers/join-section.tsx';
import { useMessengersApi } from '../messengers/use-messengers.ts';
import { type MergeBrought, useMergeBrought } from './merge-brought.ts';
import { MergeClaimed } from './merge-claimed.tsx';
import { MergeDecision } from './merge-decision.tsx';

const broughtOf = ({ connectionId, ...offer }: MergeOffer): MergeBrought => ({
  ...offer,
  by: { connectionId },
});

type Claimed = { claimed: ClaimedConnection; undoDays: number };

/** The side whose account goes over: by the code it brought here, or by the one it brought to the chat. */
const MergeScreen = () => {
  const api = useMessengersApi();
  const { t } = useTranslation('merges');
  const { brought, forget } = useMergeBrought();
  const [state, setState] = useState<Claimed>();
  const [isOfferOver, setOfferOver] = useState(false);
  const offer = useResource('merge-offer', async (options) => ({ offer: await api.readOffer(options) }));

  const again = () => {
    forget();
    setOfferOver(true);
    setState(undefined);
  };
  const decide = (decided: MergeBrought | undefined) =>
    decided ? (
      <MergeDecision
        brought={decided}
        onClaimed={(claimed) => setState({ claimed, undoDays: decided.merge.undoDays })}
        onAgain={again}
      />
    ) : (
      <>
        <p className="page-text">{t('lead')}</p>
        <p className="page-text">{t('intro')}</p>
        <JoinSection />
      </>
    );
  return (
    <Page title={t('title')}>
      {state ? (
        <MergeClaimed {...state} onAgain={again} />
      ) : brought || isOfferOver ? (
        decide(brought)
      ) : (
        <ResourceView resource={offer} skeletonRows={4}>
          {({ offer: found }) => decide(found ? broughtOf(found) : undefined)}
        </ResourceView>
      )}
    </Page>
  );
};

export default MergeScreen;
