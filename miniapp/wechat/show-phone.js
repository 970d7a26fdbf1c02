const timeoutMs = 10_000;

/**
 * @param {WechatMiniprogram.RequestOption['method']} method
 * @param {string} url
 * @param {{ data?: Record<string, string>, accessToken?: string }} call
 * @returns {Promise<Record<string, string | undefined>>} rejects for a refusal, and where there is no answer
 */
const ask = (method, url, { data, accessToken }) =>
  new Promise((resolve, reject) => {
    wx.request({
      ...{ method, url, timeout: timeoutMs },
      ...(data ? { data } : {}),
      header: accessToken ? { Authorization: `Bearer ${accessToken}` } : {},
      success: ({ statusCode, data: body }) => {
        const isDone = statusCode >= 200 && statusCode < 300;
        if (isDone) resolve(typeof body === 'object' ? /** @type {Record<string, string>} */ (body) : {});
        else reject(new Error(String(statusCode)));
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
 * Shows our server the number that somebody chose to show, by the code that WeChat gave for it. The session it takes lasts
 * for this alone.
 *
 * @param {{ apiUrl: string, phoneCode: string }} showing
 * @returns {Promise<string>} the number, masked
 */
const showPhone = async ({ apiUrl, phoneCode }) => {
  const data = { code: await loginCode() };
  const { accessToken = '' } = await ask('POST', `${apiUrl}/v1/sessions/wechat`, { data });
  try {
    const shown = { data: { wechatCode: phoneCode }, accessToken };
    const { phone = '' } = await ask('POST', `${apiUrl}/v1/account/phone`, shown);
    return phone;
  } finally {
    ask('DELETE', `${apiUrl}/v1/sessions/current`, { accessToken }).catch(() => {});
  }
};

module.exports = { showPhone };
