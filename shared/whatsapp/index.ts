export { GraphApiError, type GraphRefusal, meaningOf, pairPauseSeconds } from './graph-api-error.ts';
export {
  createGraphClient,
  GraphAnswerError,
  type GraphCall,
  type GraphClient,
  type KnownTemplate,
  type OutgoingMessage,
  type Recipient,
} from './graph-client.ts';
export {
  codeLanguagesOf,
  codeTemplateName,
  type MessageTemplate,
  messageTemplates,
  noticeTemplate,
} from './message-templates.ts';
export { createTemplateRegistry, type TemplateStanding } from './template-registry.ts';
export {
  checkWhatsapp,
  type WhatsappConfig,
  type WhatsappEnvironment,
  whatsappConfigOf,
  whatsappVariables,
} from './variables.ts';
