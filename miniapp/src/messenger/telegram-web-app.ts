/** The type of Telegram's `WebApp`, without loading its script. */
export type TelegramWebApp = typeof import('@twa-dev/sdk').default;
