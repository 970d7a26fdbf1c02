const { currentConfig } = require('../../config');
const { currentTexts } = require('../../texts');

Page({
  data: { hasTemplates: currentConfig().templateIds.length > 0, outcome: '', texts: currentTexts() },

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
});
