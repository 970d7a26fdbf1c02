/**
 * What differs from one installation to another. Everything here is public: whoever has the mini program can read it.
 *
 * @typedef {{ webAppUrl: string, templateIds: string[] }} Config
 * @type {Record<'develop' | 'trial' | 'release', Config>}
 */
const configs = {
  /** WeChat's developer tools and previews. */
  develop: {
    /** The web mini app; its domain is a business domain of the mini program. */
    webAppUrl: 'http://localhost:3000/miniapp/',
    /** Up to three templates of subscribe messages: those of `WECHAT_SUBSCRIBE_TEMPLATES`. */
    templateIds: [],
  },
  /** What testers get before a release. */
  trial: { webAppUrl: 'https://example.com/miniapp/', templateIds: [] },
  release: { webAppUrl: 'https://example.com/miniapp/', templateIds: [] },
};

/** Of the kind of build this is. */
const currentConfig = () => configs[wx.getAccountInfoSync().miniProgram.envVersion];

module.exports = { configs, currentConfig };
