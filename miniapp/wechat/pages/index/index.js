const { currentConfig } = require('../../config');
const { currentLanguage, currentTexts } = require('../../texts');
const { webAppAddress } = require('../../web-app-address');

const loginTimeoutMs = 10_000;

Page({
  data: { src: '', hasFailed: false, texts: currentTexts() },
  /** @type {string | undefined} */
  start: undefined,

  onLoad(query) {
    this.start = query.start;
    this.open();
  },

  /** Signs in and opens the web app; also the way to try again. */
  open() {
    this.setData({ src: '', hasFailed: false });
    wx.login({
      timeout: loginTimeoutMs,
      success: ({ code }) => (code ? this.show(code) : this.onFailed()),
      fail: () => this.onFailed(),
    });
  },

  /** @param {string} code */
  show(code) {
    const { webAppUrl } = currentConfig();
    const language = currentLanguage();
    this.setData({ src: webAppAddress(webAppUrl, { code, language, start: this.start }) });
  },

  onFailed() {
    this.setData({ src: '', hasFailed: true });
  },

  /** Whoever is sent it begins anew: the web app's address, with what it was opened by, is not shared. */
  onShareAppMessage() {
    return { title: 'Atlas', path: '/pages/index/index' };
  },
});
