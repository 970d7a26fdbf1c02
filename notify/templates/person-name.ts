const maxGraphemes = 64;
const maxCodePoints = 256;
// Embeddings, overrides, isolates and marks that turn the text around them; controls and line breaks.
const directional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const [firstStrongIsolate, popDirectionalIsolate] = ['\u2068', '\u2069'];

/**
 * A name as it may stand inside our own sentence: one line, not too long, unable to turn the text around it, and kept
 * apart in its own direction. [Unicode UAX #9, 2.7]
 */
export const personName = (name: string): string => {
  const clean = name.replace(directional, '').replace(controls, ' ').trim();
  const segments = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(
    [...clean].slice(0, maxCodePoints).join(''),
  );
  const short = [...segments]
    .slice(0, maxGraphemes)
    .map(({ segment }) => segment)
    .join('');
  return firstStrongIsolate + (short || '👤') + popDirectionalIsolate;
};
