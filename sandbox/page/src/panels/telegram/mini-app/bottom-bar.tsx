import type { CSSProperties } from 'react';
import { Button } from 'react-aria-components';
import type { BottomButton, Surface } from './host.ts';

type Which = 'main' | 'secondary';
type Props = { surface: Surface; onPress: (which: Which) => void };

const directionOf = { left: 'row-reverse', right: 'row', top: 'column-reverse', bottom: 'column' } as const;

/** The main and the secondary button, where the app asked for them. */
export const BottomBar = ({ surface: { main, secondary }, onPress }: Props) => {
  if (!main.isVisible && !secondary.isVisible) return null;
  return (
    <div className="bottom-bar" style={{ flexDirection: directionOf[secondary.position] }}>
      {main.isVisible && <BarButton which="main" button={main} onPress={onPress} />}
      {secondary.isVisible && <BarButton which="secondary" button={secondary} onPress={onPress} />}
    </div>
  );
};

type BarProps = { which: Which; button: BottomButton; onPress: (which: Which) => void };

const BarButton = ({ which, button, onPress }: BarProps) => (
  <Button
    className="bar-button"
    data-which={which}
    data-shine={button.hasShine || undefined}
    isDisabled={!button.isActive}
    isPending={button.isActive && button.isProgressVisible}
    onPress={() => onPress(which)}
    style={{ '--bar-color': button.color, '--bar-text': button.textColor } as CSSProperties}
  >
    {button.isProgressVisible && <span className="spinner" aria-hidden="true" />}
    <bdi>{button.text}</bdi>
  </Button>
);
