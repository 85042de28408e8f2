/** Certificates and keys of an installation, as PEM texts: whether they can be used at all, said before anything is connected. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** PEM texts: authorities whose certificates are accepted, the certificate that is shown, its key. */
export interface OwnCertificates {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** Never holds a part of the text, which may be a key. */
export interface CertificateProblem {
  readonly field: 'ca' | 'certificate' | 'key';
  readonly message: string;
  readonly expected: string;
  readonly hint: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const LOCKED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** null where a block is none. */
function certificatesIn(text: string): readonly (X509Certificate | null)[] {
  return [...text.matchAll(BLOCK)].map(([block]) => {
    try {
      return new X509Certificate(block);
    } catch {
      return null; // said by whoever asked, without a word of the text
    }
  });
}

function keyIn(text: string): KeyObject | null {
  try {
    return createPrivateKey({ key: text, format: 'pem' });
  } catch {
    return null; // as above
  }
}

const problem = (field: CertificateProblem['field'], message: string, expected: string, hint: string): CertificateProblem => ({
  ...{ field, message, expected, hint },
});

function chainProblem(field: 'ca' | 'certificate', text: string, now: number): CertificateProblem | null {
  const found = certificatesIn(text);
  const expected = 'certificates in PEM: -----BEGIN CERTIFICATE----- ...';
  if (found.length === 0) return problem(field, 'holds no certificate', expected, 'point it at the PEM file');
  const broken = found.indexOf(null);
  if (broken >= 0) return problem(field, `certificate ${broken + 1} in it cannot be read`, expected, 'have the file written anew');
  // What a server shows is judged by the authority that it needs; only when all have ended nothing can be accepted any more.
  const dates = found.flatMap((one) => (one === null ? [] : [one.validToDate.getTime()]));
  const until = field === 'ca' ? Math.max(...dates) : (dates[0] ?? 0);
  if (until >= now) return null;
  const ended = `ended on ${new Date(until).toISOString().slice(0, 10)}`;
  return problem(field, `the certificate in it ${ended}`, 'one that is valid', 'have it renewed and put it in the same place');
}

function keyProblem(certificate: string, text: string): CertificateProblem | null {
  const expected = 'a private key in PEM, not locked by a passphrase';
  if (LOCKED.test(text))
    return problem('key', 'the key is locked by a passphrase', expected, 'unlock it: `openssl pkey`, and guard the file instead');
  const key = keyIn(text);
  if (key === null) return problem('key', 'holds no private key that can be read', expected, 'point it at the PEM file of the key');
  if (certificatesIn(certificate)[0]?.checkPrivateKey(key) === true) return null;
  return problem('key', 'is not the key of the certificate', 'the key that the certificate was made for', 'take both from one place');
}

/** Why these can't be used; null when they can. `now`: epoch milliseconds. What is not given is not missed. */
export function certificateProblem({ ca, certificate, key }: OwnCertificates, now: number): CertificateProblem | null {
  return (
    (ca === undefined ? null : chainProblem('ca', ca, now)) ??
    (certificate === undefined ? null : chainProblem('certificate', certificate, now)) ??
    (key === undefined || certificate === undefined ? null : keyProblem(certificate, key))
  );
}
