/** Times in seconds. [docs/threat-model.md] */
export const wechatPolicy = {
  /** What a watermark may be old. */
  watermarkMaxAge: 300,
  /** From a page's start to its return. */
  oauthStart: 600,
  /** WeChat counts what one person does by the minute. */
  personRetry: 60,
} as const;

/** What a call to WeChat may take, in ms. */
export const callTimeoutMs = 5000;
