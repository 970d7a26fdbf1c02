/**
 * What differs from one installation to another. Everything here is public: whoever has the mini program can read it.
 *
 * @typedef {{ baseUrl: string, templateIds: string[] }} Config
 * @type {Record<'develop' | 'trial' | 'release', Config>}
 */
const configs = {
  /** WeChat's developer tools and previews. */
  develop: {
    /** `PUBLIC_URL` of Atlas: a request domain and a business domain of the mini program. */
    baseUrl: 'http://localhost:3000',
    /** Up to three templates of subscribe messages: those of `WECHAT_SUBSCRIBE_TEMPLATES`. */
    templateIds: [],
  },
  /** What testers get before a release. */
  trial: { baseUrl: 'https://example.com', templateIds: [] },
  release: { baseUrl: 'https://example.com', templateIds: [] },
};

/** Of the kind of build this is. */
const currentConfig = () => configs[wx.getAccountInfoSync().miniProgram.envVersion];

module.exports = { configs, currentConfig };
