import { STATUS_CODES } from 'node:http';
import type { Logger } from '@atlas/shared/process';
import type { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import { Refusal } from './refusal.ts';

type ProblemFields = {
  status: number;
  code: string;
  detail?: string;
  errors?: { path: string; message: string }[];
};

const toProblem = (error: unknown): ProblemFields => {
  if (error instanceof Refusal) return { status: error.status, code: error.code, detail: error.message };
  if (error instanceof ZodError) {
    const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return { status: 422, code: 'invalid_request', errors };
  }
  const status = (error as { status?: unknown }).status;
  if (status === 400) return { status, code: 'invalid_json' };
  if (status === 413) return { status, code: 'body_too_large' };
  return { status: 500, code: 'internal' };
};

/** Writes whatever went wrong as problem JSON; what nobody expected is logged and told to nobody. */
export const createProblemHandler =
  (logger: Logger): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const problem = toProblem(error);
    if (problem.status === 500) logger.error({ error }, 'control call failed');
    res
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[problem.status], ...problem }));
  };
