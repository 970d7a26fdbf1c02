import { badRequest } from './bot-api-error.ts';

export type UploadedFile = { name: string; mimeType: string; bytes: Buffer };

/** A call's arguments, however they travelled: every one is text, and what is nested is JSON. */
export type CallArguments = {
  /** Empty when absent: Telegram makes no difference. */
  text(name: string): string;
  flag(name: string): boolean;
  /** The leading digits, within bounds; `fallback` when absent. */
  integer(name: string, fallback: number, min?: number, max?: number): number;
  /** Undefined when absent. @throws BotApiError 400 with these words when it is no JSON. */
  json(name: string, complaint: string): unknown;
  file(name: string): UploadedFile | undefined;
};

const toInteger = (text: string): number => Number(/^[+-]?\d+/.exec(text)?.[0] ?? 0);

export const createCallArguments = (
  texts: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, UploadedFile> = new Map(),
): CallArguments => {
  const text = (name: string) => texts.get(name) ?? '';
  return {
    text,
    flag: (name) => ['true', 'yes', '1'].includes(text(name).trim().toLowerCase()),
    integer: (name, fallback, min = -(2 ** 31), max = 2 ** 31 - 1) => {
      const given = text(name);
      return Math.min(Math.max(given === '' ? fallback : toInteger(given), min), max);
    },
    json: (name, complaint) => {
      const given = text(name);
      if (given === '') return undefined;
      try {
        return JSON.parse(given) as unknown;
      } catch {
        throw badRequest(complaint);
      }
    },
    file: (name) => files.get(name),
  };
};
