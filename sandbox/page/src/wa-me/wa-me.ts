import { propose } from './proposals.ts';

/** An open desk answers at once. */
const patienceMs = 400;

const words = new URLSearchParams(location.search).get('text') ?? '';
if (await propose(words, patienceMs)) close();
else location.replace(`/sandbox/?${new URLSearchParams({ whatsapp: words })}`);
