export type { ReceiverOptions, WebhookLine } from './receiver.ts';
export { startWebhookReceiver } from './receiver.ts';
