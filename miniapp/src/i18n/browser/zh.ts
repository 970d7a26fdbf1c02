import type { BrowserMessages } from '../messages.ts';

export const zh: BrowserMessages = {
  browser: {
    title: '使用 WhatsApp 登录',
    step1: '打开 WhatsApp，其中已写好给我们的消息。',
    step2: '请原样发送该消息。',
    step3: '点击我们回复中的按钮，它会在本浏览器中打开。',
    message: '我要登录：{{code}}',
    plainMessage: '我要登录',
    open: '打开 WhatsApp',
    qr: '用于打开 WhatsApp 并带上消息的二维码',
    scan: '也可以用手机扫码，然后在此电脑上的 WhatsApp 中点击我们回复的按钮：它仅在本浏览器中有效。',
    waiting: '正在等待链接被打开…',
    left: '剩余 {{time}}',
    over: '时间已过',
    overText: '该消息的有效期为十分钟。请重新开始以获取新的消息。',
    again: '重新开始',
    elsewhere: '您已登录',
    elsewhereText: '链接已在此浏览器的另一个标签页中打开，可以关闭本页。',
    keyNotKept: '此浏览器不保存任何数据，无法通过微信登录。请在聊天中给我们发消息，回复中的链接可在此使用。',
    lookingOnly: '您正在浏览：微信没有告诉我们您是谁。',
  },
  outside: {
    title: '请在聊天应用中打开 Atlas',
    text: 'Atlas 通过您的聊天应用识别您，无需密码。它在与机器人的聊天中运行。',
    step1: '打开与机器人的聊天。',
    step2: '如果还没有，请点击“开始”。',
    step3: '点击输入框旁边的菜单按钮。',
    whatsapp: '使用 WhatsApp 登录',
    wechat: '使用微信登录',
  },
};
