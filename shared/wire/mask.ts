const dots = '•••';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first character as people count them. */
const firstOf = (text: string): string => {
  const [first] = graphemes.segment(text);
  return first?.segment ?? '';
};

/** `Anna Kim` → `A••• K•••`; four words at the most. */
export const maskName = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 4)
    .map((word) => firstOf(word) + dots)
    .join(' ');

/** `anna@example.org` → `a•••@e•••`. */
const maskEmail = (address: string): string => {
  const at = address.lastIndexOf('@');
  return at < 1 ? dots : `${firstOf(address)}${dots}@${firstOf(address.slice(at + 1))}${dots}`;
};

/** `+79261234512` → `+7•••12`. */
const maskPhone = (phone: string): string =>
  phone.length < 8 ? dots : phone.slice(0, 2) + dots + phone.slice(-2);

/** An e-mail address or phone number that its owner recognises and nobody else learns. */
export const maskDestination = (destination: string): string =>
  destination.includes('@') ? maskEmail(destination) : maskPhone(destination);
