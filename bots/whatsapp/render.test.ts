import { describe, expect, it } from 'vitest';
import { createLocalise, type ReplyButton } from '../dialogue/index.ts';
import { createRenderer } from './render.ts';

const render = createRenderer({ localise: createLocalise() });
const paragraph = [{ paragraph: { key: 'app.invite' } }] as const;
const long = (device: string) =>
  ({ label: { key: 'label.revoke', values: { device } }, callback: `revoke:${device}` }) as const;
const yes = { label: { key: 'label.yes' }, callback: 'yes' } as const;
const back = { label: { key: 'label.back' }, callback: 'back' } as const;
const rendered = (
  buttons: readonly ReplyButton[],
  blocks: Parameters<typeof render>[0]['blocks'] = paragraph,
) =>
  render(
    { blocks, buttons: buttons.map((button) => [button]) },
    'en',
    (screen) => `https://atlas.example/${screen === true ? '' : screen}`,
    // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
  ) as any[];

describe('a reply in WhatsApp', () => {
  it('is text, with its strong words between asterisks, and no preview that would open a link', () => {
    expect(rendered([], [{ paragraph: { key: 'start.hello', values: { name: 'Anna' } } }])).toEqual([
      { type: 'text', text: { body: 'Hello, *Anna*!', preview_url: false } },
    ]);
  });

  it('leaves a name as it is that would break the asterisks', () => {
    for (const name of ['A*B', ' Anna', 'A\nB'])
      expect(rendered([], [{ paragraph: { key: 'start.hello', values: { name } } }])[0].text.body).toBe(
        `Hello, ${name}!`,
      );
  });

  it('has up to three short buttons as buttons', () => {
    const [message, ...rest] = rendered([yes, back]);
    expect(rest).toEqual([]);
    expect(message.interactive).toMatchObject({
      type: 'button',
      body: { text: 'Here is the app.' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'yes', title: 'Yes, sign out' } },
          { reply: { id: 'back', title: 'Back' } },
        ],
      },
    });
  });

  it('has four, longer or equally named ones as a list, which says in a second line what a row has no room for', () => {
    for (const buttons of [
      [yes, back, { ...yes, callback: 'a' }, { ...back, callback: 'b' }],
      [long('Telegram on a very old telephone'), back],
      [yes, { ...yes, callback: 'other' }],
    ])
      expect(rendered(buttons)[0].interactive.type).toBe('list');
    const [row] = rendered([long('Telegram on a very old telephone')])[0].interactive.action.sections[0].rows;
    expect(row).toEqual({
      id: 'revoke:Telegram on a very old telephone',
      title: 'Sign out Telegram on a…',
      description: 'Sign out Telegram on a very old telephone',
    });
  });

  it('tears no emoji where a title is cut', () => {
    const [row] = rendered([long('👩‍🚀'.repeat(20))])[0].interactive.action.sections[0].rows;
    expect(row.title.length).toBeLessThanOrEqual(24);
    expect(row.title).toBe('Sign out 👩‍🚀👩‍🚀…');
  });

  it('goes on in a second list after ten rows', () => {
    const [first, second] = rendered(Array.from({ length: 11 }, (_, n) => long(`number ${n} of many`)));
    expect(first.interactive.action.sections[0].rows).toHaveLength(10);
    expect(second.interactive.body.text).toBe('Choose:');
    expect(second.interactive.action.sections[0].rows).toHaveLength(1);
  });

  it('has every link as a message of its own, after the buttons', () => {
    const open = { label: { key: 'label.openApp' }, openApp: true } as const;
    const link = { label: { key: 'label.link' }, openApp: 'link' } as const;
    expect(rendered([open])).toEqual([
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body: { text: 'Here is the app.' },
          action: {
            name: 'cta_url',
            parameters: { display_text: 'Open the app', url: 'https://atlas.example/' },
          },
        },
      },
    ]);
    const messages = rendered([open, back, link]);
    expect(messages.map(({ interactive }) => [interactive.type, interactive.body.text])).toEqual([
      ['button', 'Here is the app.'],
      ['cta_url', 'Open:'],
      ['cta_url', 'Open:'],
    ]);
    expect(messages[2].interactive.action.parameters.url).toBe('https://atlas.example/link');
  });

  it('sends words first that have no room above buttons', () => {
    const list = { list: Array.from({ length: 40 }, () => ({ key: 'help.link' }) as const) };
    const [words, buttons] = rendered([yes, back], [list]);
    expect(words.type).toBe('text');
    expect(buttons.interactive).toMatchObject({ type: 'button', body: { text: 'Choose:' } });
  });

  it('is the notice where there is nothing else to say', () => {
    expect(render({ blocks: [], buttons: [], notice: { key: 'button.gone' } }, 'en', () => '')).toMatchObject(
      [{ text: { body: 'This button no longer works.' } }],
    );
  });
});
