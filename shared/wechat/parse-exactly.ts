/**
 * JSON in which a number that a double would round stays as its digits; WeChat's message ids have 64 bits.
 * @param isName tells fields that are digits always, so that one name has one form.
 * @throws SyntaxError
 */
export const parseExactly = (text: string, isName: (key: string) => boolean = () => false): unknown =>
  JSON.parse(text, (key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && (isName(key) || !Number.isSafeInteger(Math.trunc(value)))
      ? (context?.source ?? String(value))
      : value,
  );
