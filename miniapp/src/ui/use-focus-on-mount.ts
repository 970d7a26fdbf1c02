import { type RefObject, useEffect, useRef } from 'react';

/** Takes the focus when it appears: what had it before has just gone. */
export const useFocusOnMount = <Element extends HTMLElement>(): RefObject<Element | null> => {
  const ref = useRef<Element>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
};
