/**
 * What differs from one installation to another. Everything here is public: whoever has the mini program can read it.
 *
 * @typedef {{ webAppUrl: string, apiUrl: string, templateIds: string[] }} Config
 * @type {Record<'develop' | 'trial' | 'release', Config>}
 */
const configs = {
  /** WeChat's developer tools and previews. */
  develop: {
    /** The web mini app; its domain is a business domain of the mini program. */
    webAppUrl: 'http://localhost:3000/miniapp/',
    /** The API beside it, without a slash at the end; its domain is a request domain. */
    apiUrl: 'http://localhost:3000',
    /** Up to three templates of subscribe messages: those of `WECHAT_SUBSCRIBE_TEMPLATES`. */
    templateIds: [],
  },
  /** What testers get before a release. */
  trial: { webAppUrl: 'https://example.com/miniapp/', apiUrl: 'https://example.com', templateIds: [] },
  release: { webAppUrl: 'https://example.com/miniapp/', apiUrl: 'https://example.com', templateIds: [] },
};

/** Of the kind of build this is. */
const currentConfig = () => configs[wx.getAccountInfoSync().miniProgram.envVersion];

module.exports = { configs, currentConfig };
