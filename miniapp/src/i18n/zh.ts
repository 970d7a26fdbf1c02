import type { Messages } from './messages.ts';

export const zh: Messages = {
  common: {
    retry: '重试',
    retryIn: '{{seconds}} 秒后可重试',
    cancel: '取消',
    close: '关闭',
    save: '保存',
    back: '返回',
    loading: '加载中',
    loadMore: '显示更多',
    requestId: '客服编号：{{id}}',
    offline: '没有网络连接，显示的内容可能不是最新的。',
    stale: '无法刷新，显示的是之前的内容。',
  },
  messengers: { telegram: 'Telegram', whatsapp: 'WhatsApp', wechat: '微信', sms: '短信', email: '邮件' },
  languages: { en: 'English', ru: 'Русский', zh: '中文' },
  problems: {
    offline: { title: '没有网络连接', text: '请检查网络。恢复后会自动重试。' },
    unreachable: { title: '没有响应', text: '暂时无法连接 Atlas，通常很快就会恢复。' },
    unavailable: { title: '稍后就好', text: 'Atlas 的部分服务暂时不可用，您的数据不会丢失。' },
    rate_limited: { title: '操作太快了', text: '短时间内请求过多，请稍候再试。' },
    session_not_found: { title: '已经退出', text: '该设备已不再登录。' },
    step_up_cancelled: { title: '未确认', text: '确认是您本人后才会显示。' },
    snapshot_user: {
      title: '您正在浏览',
      text: '请在页面顶部登录后继续。',
    },
    invalid_request: { title: '未被接受', text: '请检查输入的内容后重试。' },
    other: { title: '出了点问题', text: '这是我们的问题。请重试；如果仍然不行，请把下面的编号告诉客服。' },
  },
  launch: {
    title: '登录',
    signingIn: '正在登录…',
    askTitle: '登录 Atlas？',
    askText: '您打开了聊天中的链接。它只能使用一次：仅当是您本人请求时才继续。',
    askButton: '登录',
  },
  outside: { openChat: '打开聊天' },
  reopen: {
    title: '请从聊天中重新打开 Atlas',
    hint: '回到与机器人的聊天，点击它的按钮，一秒钟即可重新登录。',
    reasons: {
      init_data_expired: '此窗口打开太久，无法确认仍是您本人。',
      init_data_replayed: '此链接已被使用。',
      login_token_invalid: '该链接已被使用、超过十分钟，或是在其他浏览器中请求的。',
      invalid_wechat_code: '微信登录已被使用或已过期。',
      wechat_user_blocked: '微信限制了您的账号，无法登录。',
      invalid_init_data: '无法验证聊天应用的登录信息。',
      session_ended: '您在此设备上的会话已结束。',
      no_proof: '以这种方式打开时，聊天应用不会告诉我们您是谁。',
    },
  },
  confirm: {
    title: '请在聊天中确认是您本人',
    text: '此链接之前已在另一台设备或浏览器中打开。机器人刚刚给您发了消息：点击“是我”后，本页会自动继续。',
    waiting: '正在等待您在聊天中的回答…',
    notYou: '不是您本人？请在聊天中点击“不是我，请阻止”，任何人都无法进入。',
    refusedTitle: '此链接不能在这里使用',
    refusedText: '它属于另一台设备或浏览器，且未得到确认。',
    expiredText: '聊天中没有人及时回答。',
    reopen: '或者从聊天中重新打开 Atlas：机器人的按钮会生成新的链接。',
  },
  signedOut: { title: '您已退出', text: '此设备已无法访问您的账户。', signIn: '重新登录' },
  home: {
    title: '首页',
    greeting: '您好，{{name}}',
    welcome: '欢迎，{{name}}',
    welcomeText: '您的账户已就绪。无需密码，由聊天应用为您证明身份。',
    account: '您的账户',
    nextLabel: '下一步',
    later: '暂不',
    security: '安全',
    next: {
      unreachable: {
        title: '我们无法给您发消息',
        text: '您屏蔽了机器人，安全消息无法送达。请在聊天中解除屏蔽。',
        action: '查看未送达的消息',
      },
      newDevice: {
        title: '新的登录：{{device}}',
        text: '登录时间：{{when}}。如果不是您本人，请结束该会话。',
        action: '检查设备',
      },
      preferences: {
        title: '选择接收哪些消息',
        text: '安全消息始终会发送，其余由您决定。',
        action: '去选择',
      },
      link: {
        title: '以前在我们这里买过东西吗？',
        text: '关联旧商城账户，即可在这里查看您的订单。',
        action: '去关联',
      },
      protect: {
        title: '保护您的账户',
        text: '有了第二重验证，即使有人进入您的聊天，也无法购买或更改任何内容。',
        action: '添加第二重验证',
      },
      none: { title: '一切正常', text: '没有需要处理的事项。' },
    },
  },
  profile: {
    title: '个人资料',
  },
  devices: {
    title: '设备',
    deviceOn: '{{system}} 上的 {{messenger}}',
  },
  notifications: {
    title: '通知',
  },
  activity: {
    title: '动态',
  },
  achievements: {
    title: '成就',
  },
  settings: {
    title: '设置',
  },
};
