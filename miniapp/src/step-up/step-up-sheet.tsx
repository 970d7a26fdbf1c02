import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import type { Need, StepUpQuestion } from '../api/step-up.ts';
import { useApp } from '../app-context.ts';
import { Button } from '../ui/button.tsx';
import { FactorStepUp } from './factor-step-up.tsx';
import { FreshProofStepUp } from './fresh-proof-step-up.tsx';
import { ShopPasswordStepUp } from './shop-password-step-up.tsx';

const parts = {
  insufficient_user_authentication: { title: 'stepUp.factorTitle', Content: FactorStepUp },
  shop_password_required: { title: 'stepUp.shopTitle', Content: ShopPasswordStepUp },
  fresh_proof_required: { title: 'stepUp.freshTitle', Content: FreshProofStepUp },
} as const satisfies Record<Need, object>;

/**
 * Asks for what a request needs, above the screen that made it. The focus stays inside and goes back to where it was;
 * Escape and the messenger's back button are a no. A press outside is not: a code half typed is easily lost.
 */
const StepUpSheet = ({ question: { need, satisfied, cancel } }: { question: StepUpQuestion }) => {
  const { bridge } = useApp();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const { title, Content } = parts[need];
  const done = () => {
    bridge.haptic('success');
    satisfied();
  };
  return (
    <ModalOverlay isOpen className="overlay overlay-sheet" onOpenChange={(isOpen) => !isOpen && cancel()}>
      <Modal className="modal modal-sheet">
        <Dialog className="dialog sheet">
          <Heading slot="title" className="dialog-title">
            {t(title)}
          </Heading>
          <Content onDone={done} onCancel={cancel} />
          <Button kind="plain" onPress={cancel}>
            {common('common.cancel')}
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};

export default StepUpSheet;
