const cjk = /^[\p{Script=Han}，。、！？：；（）《》“”]+$/u;

/** What a value of each type of place may be. [Subscribe messages, parameter limits] */
const limits: Readonly<Record<string, (value: string) => boolean>> = {
  thing: (value) => [...value].length <= 20,
  number: (value) => /^-?\d+(\.\d+)?$/.test(value) && value.length <= 32,
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => /^[^\p{L}\p{N}]{1,5}$/u.test(value),
  character_string: (value) => /^[\x20-\x7e]{1,32}$/.test(value),
  time: (value) => /^(\d{4}年\d{1,2}月\d{1,2}日 ?|\d{4}-\d{2}-\d{2} )?\d{1,2}:\d{2}(:\d{2})?$/.test(value),
  date: (value) => /^(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2})( ?\d{1,2}:\d{2}(:\d{2})?)?$/.test(value),
  amount: (value) => /^[^\d\s]?\d{1,10}(\.\d{1,2})?元?$/.test(value),
  phone_number: (value) => /^[\d+\- ()]{1,17}$/.test(value),
  car_number: (value) => [...value].length <= 8,
  name: (value) => (cjk.test(value) ? [...value].length <= 10 : /^[\p{L}\p{P}\p{S} ]{1,20}$/u.test(value)),
  phrase: (value) => cjk.test(value) && [...value].length <= 5,
};

/** Whether a value fits its place; a type that nobody documents fits nothing. */
export const fits = (type: string, value: string): boolean =>
  !/[\r\n]/.test(value) && (limits[type]?.(value) ?? false);
