export { startBotApiServer } from './bot-api-server.ts';
export { startGraphApiServer } from './graph-api-server.ts';
export { bodyOf, headerOf } from './mail.ts';
export { gatewayDialect, type SmsDialect, startSmsServer, twilioDialect } from './sms-server.ts';
export { startSmtpServer } from './smtp-server.ts';
export { botId, publicUrl, secondBotId, smsKey, startNotify, twilioKey } from './start-notify.ts';
export { startWechatApiServer } from './wechat-api-server.ts';
