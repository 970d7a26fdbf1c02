import { useSyncExternalStore } from 'react';
import type { Readable } from './observable.ts';

/** The current value; renders again when it changes. */
export const useValue = <T>(value: Readable<T>): T => useSyncExternalStore(value.subscribe, value.get);
