/**
 * Signatures of SNS messages, versions 1 (SHA1withRSA) and 2 (SHA256withRSA), over the fields of the message in the order of their names:
 * docs.aws.amazon.com/sns, "Verifying the signatures of Amazon SNS messages".
 */
import { createVerify, type KeyObject } from 'node:crypto';
import { type JsonObject, ownField } from '#libs/connector-kit';

const SIGNED: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};
const ALGORITHMS: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

const text = (message: JsonObject, name: string): string | null => {
  const value = ownField(message, name);
  return typeof value === 'string' ? value : null;
};

/**
 * The address of the signing certificate when it is one of Amazon's for the region of the topic, else null: https, the host of SNS in that
 * region, the usual port, and a file as SNS names it. Nothing else is ever fetched.
 */
export function certificateUrl(message: JsonObject): string | null {
  const given = text(message, 'SigningCertURL');
  const [, partition, , region] = (text(message, 'TopicArn') ?? '').split(':');
  if (given === null || region === undefined || !URL.canParse(given)) return null;
  const url = new URL(given);
  const host = `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
  const isPlain =
    url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && url.hostname === host && /^\/SimpleNotificationService-[0-9a-f]{8,64}\.pem$/.test(url.pathname) ? url.href : null;
}

/** What is signed, or null when the message has not all of it. A notification without a subject is signed without one. */
export function signedText(message: JsonObject): string | null {
  const names = SIGNED[text(message, 'Type') ?? ''];
  if (names === undefined) return null;
  const present = names.filter((name) => name !== 'Subject' || text(message, name) !== null);
  const values = present.map((name) => text(message, name));
  if (values.includes(null)) return null;
  return present.map((name, at) => `${name}\n${values[at]}\n`).join('');
}

/** null when the signature fits, else a reason. */
export function signatureRefusal(message: JsonObject, key: KeyObject): string | null {
  const version = text(message, 'SignatureVersion');
  const algorithm = Object.hasOwn(ALGORITHMS, version ?? '') ? ALGORITHMS[version ?? ''] : undefined;
  if (algorithm === undefined) return 'SignatureVersion is neither 1 nor 2';
  const signed = signedText(message);
  const signature = text(message, 'Signature');
  if (signed === null || signature === null) return 'a field that is signed, or the signature, is missing';
  return createVerify(algorithm).update(signed, 'utf8').verify(key, signature, 'base64') ? null : 'the signature does not fit';
}
