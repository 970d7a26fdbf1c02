import type { ShopCustomer } from '@atlas/shared/ports';
import { type MaskedCustomer, maskDestination, maskName } from '@atlas/shared/wire';

/** Enough to recognise one's own account by, too little to learn another's. */
export const maskCustomer = ({ name, email, phone }: ShopCustomer): MaskedCustomer => ({
  name: maskName(name),
  email: email === null ? null : maskDestination(email),
  phone: phone === null ? null : maskDestination(phone),
});
