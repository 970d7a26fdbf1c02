export { GraphApiError, type GraphRefusal, meaningOf } from './graph-api-error.ts';
export {
  createGraphClient,
  GraphAnswerError,
  type GraphCall,
  type GraphClient,
  type OutgoingMessage,
  type Recipient,
} from './graph-client.ts';
export {
  checkWhatsapp,
  type WhatsappConfig,
  type WhatsappEnvironment,
  whatsappConfigOf,
  whatsappVariables,
} from './variables.ts';
