import { createHmac, randomBytes } from 'node:crypto';

/** The bot whose init data the load carries. */
export const benchBotToken = `7000000001:${'B'.repeat(35)}`;

const secret = createHmac('sha256', 'WebAppData').update(benchBotToken).digest();

/** Init data of one person, signed now, never the same twice. */
export const signedInitData = (userId: number): string => {
  const user = `{"id":${userId},"first_name":"Bench","last_name":"Person ${userId}","language_code":"en","allows_write_to_pm":true}`;
  const authDate = Math.floor(Date.now() / 1000);
  const queryId = randomBytes(12).toString('hex');
  const hash = createHmac('sha256', secret)
    .update(`auth_date=${authDate}\nquery_id=${queryId}\nuser=${user}`)
    .digest('hex');
  return `query_id=${queryId}&user=${encodeURIComponent(user)}&auth_date=${authDate}&hash=${hash}`;
};
