export type { ConnectionLine } from './connections.ts';
export type { ReceiverOptions, WebhookLine } from './receiver.ts';
export { startWebhookReceiver } from './receiver.ts';
