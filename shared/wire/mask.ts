const dots = '•••';

/** `anna@example.org` → `a•••@e•••`. */
const maskEmail = (address: string): string => {
  const at = address.lastIndexOf('@');
  return `${[...address][0]}${dots}@${[...address.slice(at + 1)][0] ?? ''}${dots}`;
};

/** `+79261234512` → `+7•••12`. */
const maskPhone = (phone: string): string => `${phone.slice(0, 2)}${dots}${phone.slice(-2)}`;

/** An e-mail address or phone number that its owner recognises and nobody else learns. */
export const maskDestination = (destination: string): string =>
  destination.includes('@') ? maskEmail(destination) : maskPhone(destination);
