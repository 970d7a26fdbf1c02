import { nearestLocale } from '@atlas/shared/wire';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import { createTimes, localeTagOf, type Times } from './times.ts';

/** Dates in the language that is spoken now, in the person's own variant of it. */
export const useTimes = (): Times => {
  const { bridge, clock } = useApp();
  const { i18n } = useTranslation();
  const tag = localeTagOf(nearestLocale(i18n.language), bridge.languageCode);
  return useMemo(() => createTimes(tag, clock), [tag, clock]);
};
