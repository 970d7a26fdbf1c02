import { describe, expect, it } from 'vitest';
import { createRouter } from './router.ts';
import { initialStack, type Route } from './routes.ts';

describe('a launch begins', () => {
  it('at home', () => expect(initialStack(null, '', undefined)).toEqual(['home']));

  it('where a reload left off', () =>
    expect(initialStack(['home', 'settings', 'devices'], '?screen=profile', 'activity')).toEqual([
      'home',
      'settings',
      'devices',
    ]));

  it('at the screen that the address or the start parameter names', () => {
    expect(initialStack(null, '?screen=devices', 'activity')).toEqual(['home', 'devices']);
    expect(initialStack(null, '', 'activity')).toEqual(['home', 'activity']);
    expect(initialStack(null, '?screen=link', undefined)).toEqual(['home', 'link']);
    expect(initialStack(null, '', 'security')).toEqual(['home', 'security']);
  });

  it.each([
    ['an unknown screen', null, '?screen=admin', 'constructor'],
    ['a stored stack that is none', ['devices'], '', undefined],
    ['a stored stack with strangers', ['home', '__proto__'], '', undefined],
  ])('at home in spite of %s', (_what, stored, search, startParam) => {
    expect(initialStack(stored, search, startParam)).toEqual(['home']);
  });
});

describe('the stack of screens', () => {
  const start = (...stack: Route[]) => {
    const remembered: (readonly Route[])[] = [];
    return { router: createRouter(stack, (next) => remembered.push(next)), remembered };
  };

  it('goes on and back, and remembers', () => {
    const { router, remembered } = start('home');
    router.open('settings');
    router.open('devices');
    router.back();
    expect(router.stack.get()).toEqual(['home', 'settings']);
    expect(remembered.at(-1)).toEqual(['home', 'settings']);
  });

  it('comes back to a screen instead of piling it up', () => {
    const { router } = start('home', 'settings', 'devices');
    router.open('settings');
    expect(router.stack.get()).toEqual(['home', 'settings']);
  });

  it('does not lead back into steps that are done', () => {
    const { router } = start('home', 'security', 'protect', 'protect-app');
    router.finish(['protect', 'protect-app'], 'security');
    expect(router.stack.get()).toEqual(['home', 'security']);
    const fromHome = start('home', 'protect', 'protect-email').router;
    fromHome.finish(['protect', 'protect-email'], 'security');
    expect(fromHome.stack.get()).toEqual(['home', 'security']);
  });

  it('never leaves home', () => {
    const { router } = start('home');
    router.back();
    expect(router.stack.get()).toEqual(['home']);
  });
});
