export { startBotApiServer } from './bot-api-server.ts';
export { gatewayDialect, type SmsDialect, startSmsServer, twilioDialect } from './sms-server.ts';
export { startSmtpServer } from './smtp-server.ts';
export { botId, publicUrl, secondBotId, smsKey, startNotify } from './start-notify.ts';
