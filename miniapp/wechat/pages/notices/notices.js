const { currentConfig } = require('../../config');
const { showPhone } = require('../../show-phone');
const { currentTexts } = require('../../texts');

Page({
  data: {
    hasTemplates: currentConfig().templateIds.length > 0,
    outcome: '',
    phoneOutcome: '',
    texts: currentTexts(),
  },

  /**
   * WeChat asks only where somebody taps, so this is no part of the web app. What they say reaches the server by WeChat's
   * own event, and by nothing that this client says.
   */
  allow() {
    const { templateIds } = currentConfig();
    const { allowed, refused } = this.data.texts;
    wx.requestSubscribeMessage({
      tmplIds: templateIds,
      success: (answers) => {
        const isAny = templateIds.some((templateId) => answers[templateId] === 'accept');
        this.setData({ outcome: isAny ? allowed : refused });
      },
      fail: () => this.setData({ outcome: refused }),
    });
  },

  /**
   * What WeChat's own button tells: a code, where they agreed.
   *
   * @param {WechatMiniprogram.ButtonGetPhoneNumber} event
   */
  async onPhone({ detail: { code } }) {
    const { phoneShown, phoneNotShown } = this.data.texts;
    this.setData({ phoneOutcome: '' });
    try {
      if (!code) throw new Error('They did not agree');
      const phone = await showPhone({ apiUrl: currentConfig().apiUrl, phoneCode: code });
      this.setData({ phoneOutcome: `${phoneShown}${phone}` });
    } catch {
      this.setData({ phoneOutcome: phoneNotShown });
    }
  },
});
