/** The zone of the clock that the person looks at. */
export const deviceTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Moscow, GMT+3`; the bare name where this device does not know the zone. */
export const timeZoneName = (timeZone: string, language: string): string => {
  const place = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  try {
    const parts = new Intl.DateTimeFormat(language, {
      timeZone,
      timeZoneName: 'shortOffset',
    }).formatToParts();
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value;
    return offset && place !== 'UTC' ? `${place}, ${offset}` : place;
  } catch {
    return place;
  }
};
