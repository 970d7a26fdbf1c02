type Result = { errMsg: string } & Record<string, unknown>;

/** How `wx.` methods take their callbacks; without any they give a promise. */
export type Callbacks = {
  success?: (result: Result) => void;
  fail?: (result: Result) => void;
  complete?: (result: Result) => void;
};

/** A refusal of a `wx.` method, as its `fail` gets it. */
export class WxFailure extends Error {
  override name = 'WxFailure';
  readonly fields: Record<string, unknown>;

  constructor(why: string, fields: Record<string, unknown> = {}) {
    super(why);
    this.fields = fields;
  }
}

const toFailure = (name: string, error: unknown): Result => ({
  errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}`,
  ...(error instanceof WxFailure ? error.fields : {}),
});

/** Does the work later, as all of WeChat's methods do, and tells the callbacks. */
export const later = (
  name: string,
  { success, fail, complete }: Callbacks,
  work: () => Promise<object>,
): Promise<Result> | undefined => {
  const done = Promise.resolve()
    .then(work)
    .then((fields): Result => ({ errMsg: `${name}:ok`, ...fields }));
  if (!success && !fail && !complete)
    return done.catch((error: unknown) => Promise.reject(toFailure(name, error)));
  void done.then(
    (result) => {
      success?.(result);
      complete?.(result);
    },
    (error: unknown) => {
      const failure = toFailure(name, error);
      fail?.(failure);
      complete?.(failure);
    },
  );
  return undefined;
};
