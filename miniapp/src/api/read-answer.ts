import type { z } from 'zod';
import { ApiError } from './api-error.ts';

/**
 * What is read of an answer. Unknown fields are dropped, so that a newer API is no trouble.
 * @throws ApiError `unexpected_answer`
 */
export const readAnswer = async <Schema extends z.ZodType>(
  schema: Schema,
  response: Response,
): Promise<z.output<Schema>> => {
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const requestId = response.headers.get('X-Request-Id') ?? undefined;
  throw new ApiError('unexpected_answer', { status: response.status, requestId, cause: parsed.error });
};
