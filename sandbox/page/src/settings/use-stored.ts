import { useState } from 'react';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage switched off: settings then last as long as the page
  }
};

const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {}
};

/** A setting of this browser, one of `allowed`; anything else that was stored counts as absent. */
export const useStored = <T extends string>(
  key: string,
  allowed: readonly T[],
  fallback: T,
): [T, (value: T) => void] => {
  const [value, setValue] = useState<T>(() => allowed.find((one) => one === read(key)) ?? fallback);
  const store = (next: T) => {
    write(key, next);
    setValue(next);
  };
  return [value, store];
};
