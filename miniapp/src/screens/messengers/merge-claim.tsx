import type { IdentityConnection } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useResource } from '../../resources/use-resource.ts';
import { ResourceView } from '../../ui/resource-view.tsx';
import { MergeParts } from '../merge/merge-parts.tsx';
import { NumberForm } from './number-form.tsx';
import { useMessengersApi } from './use-messengers.ts';

type Props = {
  connectionId: string;
  claim: NonNullable<IdentityConnection['claim']>;
  isBusy: boolean;
  onConfirm: (number: string) => void;
  onCancel: () => void;
};

/** Somebody with an account of their own came by the code: what they bring is shown before the number is taken. */
export const MergeClaim = ({ connectionId, ...form }: Props) => {
  const api = useMessengersApi();
  const { t } = useTranslation('merges');
  const common = useTranslation().t;
  const preview = useResource(`merge-preview ${connectionId}`, (options) =>
    api.previewMerge(connectionId, options),
  );
  return (
    <ResourceView resource={preview} skeletonRows={4}>
      {(parts) => (
        <>
          <p className="page-text">
            {t('claim', { messenger: common(`messengers.${form.claim.messenger}`) })}
          </p>
          <MergeParts preview={parts} side="comes" />
          <NumberForm {...form} confirmLabel={t('confirm')} />
        </>
      )}
    </ResourceView>
  );
};
