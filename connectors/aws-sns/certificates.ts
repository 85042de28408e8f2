/** Signing certificates by address. Addresses are judged before (`certificateUrl`). */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createFetched, FailureError, type Fetched, type Get } from '#libs/connector-kit';

/** A failed download is not repeated for every call that names it. */
const AGAIN_AFTER_MS = 10_000;

export type Certificates = Fetched<KeyObject>;

function keyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    const evidence = { message: 'What came as the signing certificate is none.' };
    throw new FailureError({ class: 'transient', scope: 'system', evidence }, { cause: error });
  }
}

/** SNS has one certificate a region, and changes it about once a year together with its address. */
export const createCertificates = (get?: Get, now?: () => number): Certificates => createFetched(keyOf, AGAIN_AFTER_MS, get, now);
