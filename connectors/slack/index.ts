import { defineConnector } from '#libs/connector-kit';
import { createSlackClient } from './client.ts';
import { failures } from './failures.ts';
import { messageObject } from './messages.ts';
import { type Settings, settings } from './settings.ts';

export const connector = defineConnector<Settings>({
  name: 'slack',
  title: 'Slack (messages in a channel, replies in their threads)',
  settings,
  failures,
  connect(given, context) {
    const client = createSlackClient(given, context);
    const messages = messageObject(client, given, context);
    return {
      objects: { incident: messages, event: messages },
      credential: given.token,
      credentialVersion: client.credentialVersion,
      probe: client.probe,
      rights: client.rights,
      close: client.close,
    };
  },
});
