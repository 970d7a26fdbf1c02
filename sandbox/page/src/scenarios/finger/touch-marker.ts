import './touch-marker.css';

/** Where a finger touches, in CSS pixels of the page. */
export type Point = { x: number; y: number };

/** Shows on the desk where the story touches; for eyes only, those who listen are told the step. */
export const createTouchMarker = () => {
  const marker = document.createElement('div');
  marker.className = 'touch-marker';
  marker.setAttribute('aria-hidden', 'true');
  return {
    show: ({ x, y }: Point) => {
      marker.style.translate = `${x}px ${y}px`;
      if (!marker.isConnected) document.body.append(marker);
    },
    press: () => {
      marker.dataset.pressed = 'true';
      setTimeout(() => delete marker.dataset.pressed, 250);
    },
    hide: () => marker.remove(),
  };
};
