import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { ConfirmQuestion } from '../messenger/messenger-bridge.ts';
import { Button } from './button.tsx';

type Props = { question: ConfirmQuestion; answer: (isYes: boolean) => void };

/** The question where the messenger has no popup. Escape and a press outside are a no. */
const ConfirmDialog = ({ question, answer }: Props) => (
  <ModalOverlay isOpen isDismissable className="overlay" onOpenChange={(isOpen) => !isOpen && answer(false)}>
    <Modal className="modal">
      <Dialog role="alertdialog" className="dialog">
        <Heading slot="title" className="dialog-title">
          {question.title}
        </Heading>
        <p className="dialog-text">{question.message}</p>
        <div className="dialog-buttons">
          <Button kind="plain" onPress={() => answer(false)}>
            {question.cancelLabel}
          </Button>
          <Button kind={question.isDestructive ? 'destructive' : 'filled'} onPress={() => answer(true)}>
            {question.confirmLabel}
          </Button>
        </div>
      </Dialog>
    </Modal>
  </ModalOverlay>
);

export default ConfirmDialog;
