const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const firstLetter = (word: string): string => {
  const [first] = graphemes.segment(word);
  return first?.segment.toLocaleUpperCase() ?? '';
};

/** The first letters of the first two words that begin with a letter or digit, else the first sign. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const lettered = words.filter((word) => /^[\p{L}\p{N}]/u.test(word)).slice(0, 2);
  return (lettered.length > 0 ? lettered : words.slice(0, 1)).map(firstLetter).join('');
};
