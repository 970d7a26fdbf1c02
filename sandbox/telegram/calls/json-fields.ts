import { badRequest } from './bot-api-error.ts';

/** An object inside an argument, read field by field; each complaint is Telegram's. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** What was wrong with a field; the caller says where. */
export class FieldError extends Error {
  override name = 'FieldError';
}

export const isObject = (value: unknown): value is JsonFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const has = (fields: JsonFields, name: string) => Object.hasOwn(fields, name) && fields[name] !== null;

/** A number counts as text, as there. */
export const optionalText = (fields: JsonFields, name: string): string => {
  if (!has(fields, name)) return '';
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new FieldError(`Field "${name}" must be of type String`);
  return value;
};

export const requiredText = (fields: JsonFields, name: string): string => {
  if (!has(fields, name)) throw new FieldError(`Can't find field "${name}"`);
  return optionalText(fields, name);
};

export const optionalBoolean = (fields: JsonFields, name: string): boolean => {
  if (!has(fields, name)) return false;
  const value = fields[name];
  if (typeof value !== 'boolean') throw new FieldError(`Field "${name}" must be of type Boolean`);
  return value;
};

export const requiredInteger = (fields: JsonFields, name: string): number => {
  if (!has(fields, name)) throw new FieldError(`Can't find field "${name}"`);
  const value = Number(fields[name]);
  if (!Number.isInteger(value)) throw new FieldError(`Field "${name}" must be a valid Number`);
  return value;
};

export const requiredObject = (fields: JsonFields, name: string): JsonFields => {
  if (!has(fields, name)) throw new FieldError(`Can't find field "${name}"`);
  const value = fields[name];
  if (!isObject(value)) throw new FieldError(`Field "${name}" must be of type Object`);
  return value;
};

export const optionalArray = (fields: JsonFields, name: string): readonly unknown[] | undefined => {
  if (!has(fields, name)) return undefined;
  const value = fields[name];
  if (!Array.isArray(value)) throw new FieldError(`Field "${name}" must be of type Array`);
  return value;
};

/** Runs `read`; a wrong field becomes a 400 that begins with `prefix`. */
export const withPrefix = <T>(prefix: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof FieldError ? badRequest(`${prefix}${error.message}`) : error;
  }
};
