/**
 * One step of what notify decided about a message, kept with it so that "why was this (not) sent" is answered from what
 * was decided then, not from what the rules say now. `result` and `detail` are words and counts, nothing personal.
 *
 * - `kind`: which kind of message; `detail` the template.
 * - `preference`: `wanted`, `switched_off`, `always_on`.
 * - `quiet_hours`: `passes`, `outside`, `deferred`, `dropped`.
 * - `locale`: the language; `detail` where it is from.
 * - `channel`: the way it goes; `detail` why that one.
 * - `recipient`: `reachable`, `blocked`, `nobody`, `all_contacts`, `all_messengers`.
 * - `limit`: `too_many_texts`.
 * - `digest`: `collected`.
 * - `command`: `superseded`, `not_sendable`.
 * - `fallback`: `instead_of`, `went_on`, `nowhere_to_go`.
 * - `replay`: `again`.
 */
export type DecisionStep = {
  step:
    | 'kind'
    | 'preference'
    | 'quiet_hours'
    | 'locale'
    | 'channel'
    | 'recipient'
    | 'limit'
    | 'digest'
    | 'command'
    | 'fallback'
    | 'replay';
  result: string;
  detail?: string;
};
