export { type CheckedProof, checkDpopProof, InvalidDpopProof } from './check-proof.ts';
