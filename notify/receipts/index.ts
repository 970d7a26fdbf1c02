export { createReadGatewayReceipt, type ReadReceipt } from './gateway-receipts.ts';
export { createReadAnyReceipt } from './read-any-receipt.ts';
export { receiptPath, receiptRoutes } from './routes.ts';
export { createReadTwilioReceipt, twilioSignature } from './twilio-receipts.ts';
