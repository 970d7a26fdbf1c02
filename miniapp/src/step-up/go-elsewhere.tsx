import { useApp } from '../app-context.ts';
import type { Route } from '../navigation/routes.ts';
import { Button } from '../ui/button.tsx';

type Props = { text: string; action: string; route: Route; onCancel: () => void };

/** Something has to be set up before it can be proved; the way there. */
export const GoElsewhere = ({ text, action, route, onCancel }: Props) => {
  const { router } = useApp();
  const go = () => {
    onCancel();
    router.open(route);
  };
  return (
    <>
      <p className="dialog-text">{text}</p>
      <Button onPress={go}>{action}</Button>
    </>
  );
};
