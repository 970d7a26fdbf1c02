import { AtlasError } from '@atlas/shared/errors';

const maxDepth = 16;
const maxKeys = 1000;

const refuse = (message: string) => new AtlasError('invalid_request', { fields: [{ path: '', message }] });

/**
 * Refuses JSON that is deeper or wider than any request of ours, and text that PostgreSQL can't hold (NUL) or
 * that is no Unicode (lone surrogates).
 */
export const assertJsonShape = (value: unknown): void => {
  let keys = 0;
  const visit = (node: unknown, depth: number): void => {
    if (typeof node === 'string') {
      if (node.includes('\0') || !node.isWellFormed()) throw refuse('text must be Unicode without NUL');
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    if (depth > maxDepth) throw refuse(`nested deeper than ${maxDepth}`);
    for (const [key, child] of Object.entries(node)) {
      keys += 1;
      if (keys > maxKeys) throw refuse(`more than ${maxKeys} values`);
      visit(key, depth);
      visit(child, depth + 1);
    }
  };
  visit(value, 1);
};
