const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each behind an escape, so it costs two septets. */
const extended = new Set('\f^{}\\[~]|€');

export type Segments = { encoding: 'GSM-7' | 'UCS-2'; segments: number };

/** Units that must stay together: characters of GSM-7 in septets, surrogate pairs in UTF-16 code units. */
const countParts = (units: readonly number[], whole: number, joined: number): number => {
  if (units.reduce((sum, size) => sum + size, 0) <= whole) return 1;
  let parts = 1;
  let used = 0;
  for (const size of units) {
    if (used + size > joined) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
};

/**
 * How many SMS a text takes: 160 septets of the GSM 7-bit alphabet, or 70 UTF-16 code units when one character is
 * outside it; 153 or 67 in each part of a longer one. [3GPP TS 23.038 6.2.1, TS 23.040 9.2.3.24.1]
 */
export const segmentsOf = (text: string): Segments => {
  const characters = [...text];
  if (characters.every((character) => basic.has(character) || extended.has(character))) {
    const septets = characters.map((character) => (extended.has(character) ? 2 : 1));
    return { encoding: 'GSM-7', segments: countParts(septets, 160, 153) };
  }
  const units = characters.map((character) => character.length);
  return { encoding: 'UCS-2', segments: countParts(units, 70, 67) };
};
