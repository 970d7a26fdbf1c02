const { currentConfig } = require('../../config');
const { handOver, Refused, webAppAddress } = require('../../hand-over');
const { currentLanguage, currentTexts } = require('../../texts');

const texts = currentTexts();

Page({
  data: { src: '', problem: '', texts },
  /** @type {string | undefined} */
  start: undefined,

  onLoad(query) {
    this.start = query.start;
    this.open();
  },

  /** Signs in and opens the web app; also the way to try again. */
  async open() {
    this.setData({ src: '', problem: '' });
    const { baseUrl } = currentConfig();
    const language = currentLanguage();
    try {
      const loginToken = await handOver({ baseUrl, language });
      this.setData({ src: webAppAddress(baseUrl, { loginToken, language, start: this.start }) });
    } catch (error) {
      const isBlocked = error instanceof Refused && error.code === 'wechat_user_blocked';
      this.setData({ problem: isBlocked ? texts.blocked : texts.failed });
    }
  },

  onFailed() {
    this.setData({ src: '', problem: texts.failed });
  },

  /** Whoever is sent it begins anew: the web app's address, with what it was opened by, is not shared. */
  onShareAppMessage() {
    return { title: 'Atlas', path: '/pages/index/index' };
  },
});
