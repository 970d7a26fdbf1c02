export { createReadGatewayReceipt, type ReadReceipt } from './gateway-receipts.ts';
export { receiptPath, receiptRoutes } from './routes.ts';
export { createReadTwilioReceipt } from './twilio-receipts.ts';
