import { type CheckRule, error, warning } from './rule.ts';

/** What holds for a connected system. */
export const systemRules: readonly CheckRule[] = [
  error('system.connector.unknown', {
    reason: 'Without a connector nobody speaks to the system.',
    good: 'connector: alertmanager',
    bad: 'connector: alertmanger',
    expected: 'the name of a connector',
    next: 'see `docs/reference/connectors.md`; any system with an HTTP API is connected by `rest`',
  }),
  error('system.settings', {
    reason: 'A connector knows what it needs to reach its system, and how each setting looks.',
    good: "auth: { type: basic, user: junctor, secret: 'env:DESK_PASSWORD' }",
    bad: "auth: { type: basic, secret: 'env:DESK_PASSWORD' }",
    expected: 'the settings of the connector',
    next: "see the connector's README.md",
  }),
  warning('system.address.plain', {
    reason: 'What travels over plain HTTP, the credential with it, can be read on the way.',
    good: "address: 'https://desk.example'",
    bad: "address: 'http://desk.example'",
    expected: 'https://',
    next: 'have the system reached over TLS',
  }),
  error('system.url.password', {
    reason:
      'A password in a file is read by everybody who reads the workspace and its history, and an address is repeated in logs and pages.',
    good: "address: 'https://ledger.example'",
    bad: "address: 'https://junctor:the-password@ledger.example'",
    expected: 'a URL without a user or password; secrets by reference, as env:NAME or file:/path',
    next: 'take it out of the URL and name it by reference where the connector has a setting for it (`auth`), then change the password: it was written down',
  }),
  error('system.way', {
    reason: 'Certificates or a proxy that nobody goes by would be taken for a protection that is not there.',
    good: 'connector: rest\n  holds: Bookings of the branches',
    bad: 'connector: json-files\n  holds: Bookings of the branches',
    expected: '`tls` and `proxy` where the connector reaches its system by HTTP (`tls` for e-mail too)',
    next: 'remove it; what does not go by it is reached as the network has it',
  }),
  error('system.tls.pair', {
    reason: 'A client certificate is shown together with the proof that it is ours.',
    good: "certificate: 'env:LEDGER_CERTIFICATE', key: 'env:LEDGER_KEY'",
    bad: "certificate: 'env:LEDGER_CERTIFICATE'",
    expected: '`certificate` and `key`, both or neither',
    next: 'add the other one',
  }),
  error('system.tls.pem', {
    reason: 'What is no certificate can not be shown or trusted, and nothing would be delivered.',
    good: "ca: 'env:CORPORATE_CA'",
    bad: "ca: 'file:/etc/hosts'",
    expected: 'certificates and keys in PEM that fit together and have not ended',
    next: 'point it at the right file',
  }),
  warning('system.tls.file', {
    reason: 'Files are looked for where deliveries are sent; one that is not here either is often misspelt.',
    good: "ca: 'env:CORPORATE_CA'",
    bad: "ca: 'file:/run/secrets/corporate-ca.pem'",
    expected: 'a file that can be read',
    next: 'correct the path, or see that the file is there where `deliver` runs',
  }),
  error('system.topic', {
    reason: 'A topic belongs to exactly those systems whose connector reads topics.',
    good: 'holds: Services and who supports them\n  topic: { name: inventory.cis, format: json }',
    bad: 'holds: Services and who supports them',
    expected: 'a topic where the connector reads one, and only there',
    next: 'add `topic: { name, format }`, or remove it',
  }),
  error('system.valuemap.name', {
    reason: 'The connector asks for its value maps by name; a missing or misnamed one would park every record.',
    good: 'severity: { critical: critical, warning: medium, info: info }',
    bad: 'severty: { critical: critical, warning: medium, info: info }',
    expected: 'the value maps that the connector asks for',
    next: 'rename it, or add the one that is missing',
  }),
  error('system.valuemap.value', {
    reason: 'A canonical field takes only the values of its set.',
    good: 'warning: medium',
    bad: 'warning: middle',
    expected: 'a canonical value',
    next: 'take the canonical value that comes nearest; docs/reference/models.md lists them',
  }),
  error('system.limits', {
    reason: 'A burst is the part of a limit that may be used at once.',
    good: 'limits: { perSecond: 20, burst: 5 }',
    bad: 'limits: { perSecond: 20, burst: 50 }',
    expected: 'a burst within the limit',
    next: 'lower the burst',
  }),
];
