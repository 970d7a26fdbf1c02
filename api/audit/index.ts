export { type Chainer, startChainer } from './chainer.ts';
export { type AuditAction, type AuditRecord, recordAudit } from './record-audit.ts';
export { type Fault, type FaultKind, type Verdict, verifyChain } from './verify-chain.ts';
