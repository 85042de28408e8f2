import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAuthentication } from './authenticate.ts';
import { createCertificates } from './certificates.ts';
import { settings as schema } from './settings.ts';
import { certificateUrl, signedText } from './signature.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const TOPIC = 'arn:aws:sns:eu-central-1:210987654321:alarms';
const CERTIFICATE = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
const settings = schema.parse({ topics: [TOPIC] });

const notification = {
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: TOPIC,
  Subject: 'ALARM',
  Message: '{"AlarmName":"ä\\n"}',
  Timestamp: '2026-05-04T08:00:02.417Z',
  SignatureVersion: '2',
  SigningCertURL: CERTIFICATE,
};
const { Subject: _subject, ...withoutSubject } = notification;
const confirmation = {
  ...withoutSubject,
  Type: 'SubscriptionConfirmation',
  Token: 't',
  SubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?x',
};

function signed(message: Record<string, string>, over: Record<string, string> = {}): Buffer {
  const algorithm = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const Signature = createSign(algorithm)
    .update(signedText(message) ?? '')
    .sign(privateKey, 'base64');
  return Buffer.from(JSON.stringify({ ...message, Signature, ...over }));
}

async function refusal(body: Buffer, given = settings): Promise<{ readonly reason: string | null; readonly fetched: readonly string[] }> {
  const fetched: string[] = [];
  const { prepare, authenticate } = createAuthentication(
    createCertificates(async (url) => {
      fetched.push(url);
      return pem;
    }),
  );
  await prepare({}, body, given);
  return { reason: authenticate({}, body, given), fetched };
}

describe('authentic', () => {
  it.each([
    ['version 2', notification],
    ['version 1', { ...notification, SignatureVersion: '1' }],
    ['without a subject', withoutSubject],
    ['a confirmation of a subscription', confirmation],
    ['the end of a subscription', { ...confirmation, Type: 'UnsubscribeConfirmation' }],
  ])('%s', async (_name, message) => expect(await refusal(signed(message))).toEqual({ reason: null, fetched: [CERTIFICATE] }));
});

describe('refused', () => {
  it.each<[string, Buffer, string]>([
    ['a changed text', signed(notification, { Message: '{}' }), 'does not fit'],
    ['a changed type', signed(notification, { Type: 'SubscriptionConfirmation' }), 'missing'],
    ['version 1 given for 2', signed(notification, { SignatureVersion: '1' }), 'does not fit'],
    ['version 3', signed(notification, { SignatureVersion: '3' }), 'neither 1 nor 2'],
    ['no signature', Buffer.from(JSON.stringify(notification)), 'missing'],
    ['a signature that is none', signed(notification, { Signature: '%%' }), 'does not fit'],
  ])('%s', async (_name, body, reason) => expect((await refusal(body)).reason).toContain(reason));

  it.each<[string, Buffer]>([
    ['no JSON', Buffer.from('{')],
    ['a list', Buffer.from('[]')],
    ['another topic', signed({ ...notification, TopicArn: TOPIC.replace('alarms', 'other') })],
    ['another host', signed({ ...notification, SigningCertURL: CERTIFICATE.replace('amazonaws', 'amazonaws.evil') })],
  ])('%s, and nothing is fetched', async (_name, body) => {
    expect(await refusal(body)).toEqual({ reason: expect.any(String), fetched: [] });
  });
});

describe('the address of a certificate', () => {
  const ok = { TopicArn: TOPIC, SigningCertURL: CERTIFICATE };
  it('is one of SNS in the region of the topic', () => {
    expect(certificateUrl(ok)).toBe(CERTIFICATE);
    const china = { TopicArn: TOPIC.replace('arn:aws:', 'arn:aws-cn:').replace('eu-central-1', 'cn-north-1') };
    const url = 'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0123456789abcdef.pem';
    expect(certificateUrl({ ...china, SigningCertURL: url })).toBe(url);
  });
  it.each([
    'http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
    'https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem',
    'https://evil.example/sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
    'https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef.pem',
    'https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef.pem',
    'https://sns.eu-central-1.amazonaws.com/my-bucket/SimpleNotificationService-0123456789abcdef.pem',
    'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem?x=1',
    'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-../../evil.pem',
    'https://s3.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('%s is none', (SigningCertURL) => expect(certificateUrl({ ...ok, SigningCertURL })).toBeNull());
});

describe('certificates', () => {
  it('are fetched once, also for calls at the same time, and after a failure not at once again', async () => {
    let [asked, now, works] = [0, 0, false];
    const certificates = createCertificates(
      async () => {
        asked += 1;
        return works ? pem : 'no certificate';
      },
      () => now,
    );
    await expect(Promise.all([certificates.fetch(CERTIFICATE), certificates.fetch(CERTIFICATE)])).rejects.toThrow('none');
    await expect(certificates.fetch(CERTIFICATE)).rejects.toThrow('none');
    expect(asked).toBe(1);
    [now, works] = [20_000, true];
    await Promise.all([certificates.fetch(CERTIFICATE), certificates.fetch(CERTIFICATE)]);
    await certificates.fetch(CERTIFICATE);
    expect([asked, certificates.known(CERTIFICATE)?.type]).toEqual([2, 'public']);
  });
});

it.each([{}, { topics: [] }, { topics: ['alarms'] }, { topics: [TOPIC], more: 1 }])('settings refuse %j', (given) =>
  expect(schema.safeParse(given).success).toBe(false),
);
