export { type ContactAddress, createContactAddress } from './contact-address.ts';
export { type Contact, createOpenContacts, type OpenContacts } from './open-contacts.ts';
export { createProjectContacts } from './project-contacts.ts';
export { deleteRemovedContacts } from './queries.ts';
