import { isJsonObject, type JsonObject, ownField, type RequestHeaders, readJson, type WebhookSource } from '#libs/connector-kit';
import type { Certificates } from './certificates.ts';
import type { Settings } from './settings.ts';
import { certificateUrl, signatureRefusal } from './signature.ts';

function messageIn(body: Buffer): JsonObject | null {
  const reading = readJson(body);
  return reading.kind === 'value' && isJsonObject(reading.value) ? reading.value : null;
}

/** The message and where its certificate lies, when it claims to come from a topic that may post here; else a reason. */
function claimed(body: Buffer, { topics }: Settings): { readonly message: JsonObject; readonly url: string } | string {
  const message = messageIn(body);
  if (message === null) return 'the body is no SNS message';
  if (!topics.includes(String(ownField(message, 'TopicArn')))) return 'TopicArn is none of settings.topics';
  const url = certificateUrl(message);
  return url === null ? 'SigningCertURL is no certificate of SNS in the region of the topic' : { message, url };
}

/** Topic first, then the address of the certificate, then the signature: nothing is fetched for a stranger's topic or address. */
export function createAuthentication(certificates: Certificates): Required<Pick<WebhookSource<Settings>, 'prepare' | 'authenticate'>> {
  return {
    async prepare(_headers: RequestHeaders, body, settings) {
      const claim = claimed(body, settings);
      if (typeof claim !== 'string') await certificates.fetch(claim.url);
    },
    authenticate(_headers, body, settings) {
      const claim = claimed(body, settings);
      if (typeof claim === 'string') return claim;
      const key = certificates.known(claim.url);
      return key === undefined ? 'the signing certificate is not known' : signatureRefusal(claim.message, key);
    },
  };
}
