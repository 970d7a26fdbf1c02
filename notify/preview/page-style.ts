/** Colours of a light and a dark room; the chat's are its own in both. */
export const pageStyle = `
:root { color-scheme: light dark; --page: light-dark(#f4f5f7, #14181d); --card: light-dark(#fff, #1d232a);
  --text: light-dark(#1a1d21, #e8eaed); --hint: light-dark(#565d66, #a3abb5); --line: light-dark(#d5d9de, #38414b);
  --link: light-dark(#0b57a4, #8ab8ee); --chat: light-dark(#d9e5ef, #0f1c28); --bubble: light-dark(#fff, #182533);
  --key: light-dark(#ffffffb8, #22354a); --sms: light-dark(#e5e5ea, #2c2c31); }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--page); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', 'Noto Sans SC', sans-serif; }
header, main { max-width: 84rem; margin: 0 auto; padding: 1rem 1.5rem; }
h1 { margin: .5rem 0; font-size: 1.6rem; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.3rem; text-transform: capitalize; }
h3 { margin: 0; font-size: 1.05rem; } h4 { margin: 0 0 .5rem; color: var(--hint); font-size: .85rem; font-weight: 600; }
a { color: var(--link); } nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.facts { margin: 0 0 .75rem; color: var(--hint); font-size: .875rem; }
article { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; margin-top: 1rem; }
.row > section { min-width: 0; }
.chat { padding: .75rem; border-radius: 10px; background: var(--chat); }
.bubble { max-width: 22rem; padding: .5rem .75rem; border-radius: 12px; background: var(--bubble); white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble code { padding: 0 .2em; color: var(--link); font-size: .95em; }
.keys { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 4px; max-width: 22rem; margin-top: 4px; }
.keys span { padding: .45rem; border-radius: 8px; background: var(--key); font-size: .9rem; text-align: center; }
.text { max-width: 20rem; padding: .5rem .85rem; border-radius: 16px; background: var(--sms); white-space: pre-wrap; overflow-wrap: anywhere; }
.subject { margin: 0 0 .35rem; font-weight: 600; }
iframe { display: block; width: 100%; height: 24rem; border: 1px solid var(--line); border-radius: 8px; }
.many { color: light-dark(#a3260b, #ff9c85); font-weight: 600; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
`;
