import type { ShopCustomer } from '@atlas/shared/ports';
import type { MaskedCustomer } from '@atlas/shared/wire';

const dots = '•••';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const firstOf = (word: string): string => {
  const [first] = graphemes.segment(word);
  return first?.segment ?? '';
};

const maskName = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 4)
    .map((word) => firstOf(word) + dots)
    .join(' ');

const maskEmail = (email: string): string => {
  const at = email.lastIndexOf('@');
  return at < 1 ? dots : `${firstOf(email)}${dots}@${firstOf(email.slice(at + 1))}${dots}`;
};

const maskPhone = (phone: string): string =>
  phone.length < 8 ? dots : phone.slice(0, 2) + dots + phone.slice(-2);

/** Enough to recognise one's own account by, too little to learn another's. */
export const maskCustomer = ({ name, email, phone }: ShopCustomer): MaskedCustomer => ({
  name: maskName(name),
  email: email === null ? null : maskEmail(email),
  phone: phone === null ? null : maskPhone(phone),
});
