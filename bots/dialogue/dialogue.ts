import { callbackTurn } from './callbacks.ts';
import { type CommandName, commands } from './commands.ts';
import { connectTurn } from './connect.ts';
import { inviteToRegister, sayHelp, saySorry } from './replies.ts';
import type { Context, Input, Outcome, Reply, Turn } from './reply.ts';

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** What an input asks for. Pure: the caller performs the action and hands its outcome to `replyTo`. */
export const turnOf = (input: Input): Turn => {
  if (input.kind === 'callback') return callbackTurn(input.data);
  const connecting = input.kind === 'command' ? connectTurn(input) : null;
  if (connecting) return connecting;
  if (input.kind === 'command' && isCommand(input.name)) return commands[input.name](input.argument);
  return { reply: () => sayHelp('unknown.sorry') };
};

/** The answer to a turn. What needs the API says so plainly when the API is away, or when there is no account yet. */
export const replyTo = (turn: Turn, context: Context, outcome: Outcome = { is: 'done' }): Reply => {
  if (outcome.is === 'unavailable' || (turn.needsAccount && context.account === 'unavailable')) {
    // The button must stay, so that it can be pressed again in a minute.
    return turn.pressed ? { ...saySorry, blocks: [] } : saySorry;
  }
  if (turn.needsAccount && (context.account === 'none' || outcome.is === 'not_registered'))
    return inviteToRegister;
  return turn.reply(context, outcome);
};
