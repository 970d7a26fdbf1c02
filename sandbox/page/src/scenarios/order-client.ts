import { control } from '../control/control-client.ts';

/** An answer of Atlas that says no; `message` is its own sentence. */
export class Refused extends Error {
  override name = 'Refused';
  readonly code: string;

  constructor(code: string, title: string) {
    super(title);
    this.code = code;
  }
}

type Method = 'GET' | 'POST';
const contentType = { 'Content-Type': 'application/json' };

/**
 * A small order app on the desk: signs a person in by their init data as a server-side client does, and calls the API
 * and the gateway for them.
 */
export const createOrderClient = () => {
  let token = '';

  const call = async <T>(method: Method, path: string, body?: object): Promise<T> => {
    const response = await fetch(path, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body ? contentType : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
    const problem = readProblem(text);
    throw new Refused(problem.code ?? String(response.status), problem.title ?? `HTTP ${response.status}`);
  };

  return {
    call,
    signIn: async (personId: number): Promise<void> => {
      const { initData } = await control.initData(personId);
      const opened = await call<{ accessToken: string }>('POST', '/v1/sessions/telegram', { initData });
      token = opened.accessToken;
    },
    /** From now on with the level that was just proved. */
    use: (raised: { accessToken: string }) => {
      token = raised.accessToken;
    },
  };
};
export type OrderClient = ReturnType<typeof createOrderClient>;

const readProblem = (text: string): { code?: string; title?: string } => {
  try {
    return JSON.parse(text) as { code?: string; title?: string };
  } catch {
    return {};
  }
};
