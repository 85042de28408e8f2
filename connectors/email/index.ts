import { defineConnector, tokenRefusal } from '#libs/connector-kit';
import { connect } from './destination.ts';
import { failures } from './failures.ts';
import { mapMail } from './mail.map.ts';
import { FORMAT, parse } from './mail.ts';
import { readMail } from './read-mail.ts';
import { type Settings, settings } from './settings.ts';

export const connector = defineConnector<Settings>({
  name: 'email',
  title: 'E-mail (SMTP out, messages in)',
  settings,
  webhook: {
    // A mail gateway keeps what was not taken and tries again for days, as mail servers do.
    answers: { accepted: { status: 200 }, comeAgain: { status: 503, headers: { 'retry-after': '30' } } },
    authenticate: (headers, _body, { receive }) =>
      receive === undefined ? 'this system takes no mails' : tokenRefusal(headers, receive.auth),
    read: async (_headers, body) => (await readMail(body)) ?? body,
    parse,
  },
  maps: { [FORMAT]: mapMail },
  sentBy: ({ receive }) => (receive === undefined ? [] : [receive.model]),
  valueMaps: { severity: 'optional', priority: 'optional' },
  failures,
  way: ['tls'],
  connect: ({ send }, context) => (send === undefined ? { objects: {}, close: () => Promise.resolve() } : connect(send, context)),
});
