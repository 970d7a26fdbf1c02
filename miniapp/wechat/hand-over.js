const timeoutMs = 10_000;

/** What a link into the mini program may hand on to the web app. */
const startForm = /^[A-Za-z0-9_-]{1,64}$/;

/** The API's refusal, by its code. */
class Refused extends Error {
  /** @param {unknown} code */
  constructor(code) {
    super(String(code));
    this.code = code;
  }
}

/**
 * @param {string} url
 * @param {string} field what is wanted of the answer
 * @param {{ data?: Record<string, string>, accessToken?: string }} call
 * @returns {Promise<string>}
 */
const create = (url, field, { data, accessToken }) =>
  new Promise((resolve, reject) => {
    wx.request({
      ...{ url, method: 'POST', timeout: timeoutMs },
      ...(data ? { data } : {}),
      header: accessToken ? { Authorization: `Bearer ${accessToken}` } : {},
      success: ({ statusCode, data: body }) => {
        const fields = /** @type {Record<string, string>} */ (typeof body === 'object' ? body : {});
        const value = fields[field];
        if (statusCode === 201 && value) resolve(value);
        else reject(new Refused(fields.code));
      },
      fail: reject,
    });
  });

/** @returns {Promise<string>} */
const loginCode = () =>
  new Promise((resolve, reject) => {
    wx.login({ timeout: timeoutMs, success: ({ code }) => resolve(code), fail: reject });
  });

/**
 * Signs in by WeChat, and makes a link by which the web app signs in, too: the web view has a key of its own, and nothing
 * in common with this shell. The shell's own session has done its work then, and ends.
 *
 * @param {{ baseUrl: string, language: string }} launch
 * @returns {Promise<string>} good once, for a minute
 */
const handOver = async ({ baseUrl, language }) => {
  const code = await loginCode();
  const login = { data: { code, language } };
  const accessToken = await create(`${baseUrl}/v1/sessions/wechat`, 'accessToken', login);
  const loginToken = await create(`${baseUrl}/v1/sessions/current/login-link`, 'loginToken', { accessToken });
  const header = { Authorization: `Bearer ${accessToken}` };
  wx.request({ url: `${baseUrl}/v1/sessions/current`, method: 'DELETE', header });
  return loginToken;
};

/**
 * Where the web app is opened. In the fragment its one-time token is sent to no server on the way and stands in no log;
 * the web app takes it out of the address at once.
 *
 * @param {string} baseUrl
 * @param {{ loginToken: string, language: string, start?: string | undefined }} launch
 */
const webAppAddress = (baseUrl, { loginToken, language, start }) => {
  const handed = {
    ...{ login: loginToken, messenger: 'wechat', lang: language },
    ...(start && startForm.test(start) ? { start } : {}),
  };
  const fragment = Object.entries(handed).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${baseUrl}/miniapp/#${fragment.join('&')}`;
};

module.exports = { handOver, Refused, webAppAddress };
