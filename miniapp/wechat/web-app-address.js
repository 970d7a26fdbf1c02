/** What a link into the mini program may hand on to the web app. */
const startForm = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Where the web app is opened, with the proof of who opens it: a code of `wx.login`, which the web app's server changes
 * for a session, once. In the fragment it is sent to no server on the way and stands in no log; the web app takes it out
 * of the address at once. No token ever goes this way.
 *
 * @param {string} webAppUrl
 * @param {{ code: string, language: string, start?: string | undefined }} launch
 */
const webAppAddress = (webAppUrl, { code, language, start }) => {
  const handed = { wechat: code, lang: language, ...(start && startForm.test(start) ? { start } : {}) };
  const fragment = Object.entries(handed).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${webAppUrl}#${fragment.join('&')}`;
};

module.exports = { webAppAddress };
