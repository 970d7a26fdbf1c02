import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

describe('initials', () => {
  it.each([
    ['Anna', 'A'],
    ['anna maria smith', 'AM'],
    ['欧阳 小明', '欧小'],
    ['👩‍👩‍👧‍👧', '👩‍👩‍👧‍👧'],
    ['👩‍👩‍👧‍👧 <b> Zoë', 'Z'],
    ['é́clair', 'É́'],
    ['', ''],
  ])('of %j are %j', (name, initials) => expect(initialsOf(name)).toBe(initials));
});
