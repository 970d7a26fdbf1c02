export { matches } from './matches.ts';
export { publishRules } from './publish-rules.ts';
export { parseRules, type Rule, readRules } from './read-rules.ts';
