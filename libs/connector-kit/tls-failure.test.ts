import { expect, it } from '@jest/globals';
import { tlsRow, tlsRows } from './tls-failure.ts';

const SET_UP = 'invalid/system';
const REFUSED = 'auth/credential';
const AWAY = 'down/system';

/** As Node and OpenSSL 3 write them. */
const codes: readonly (readonly [string, string | null])[] = [
  ['CERT_HAS_EXPIRED', AWAY],
  ['CERT_NOT_YET_VALID', AWAY],
  ['ERR_TLS_CERT_ALTNAME_INVALID', SET_UP],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', SET_UP],
  ['SELF_SIGNED_CERT_IN_CHAIN', SET_UP],
  ['UNABLE_TO_GET_ISSUER_CERT', SET_UP],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', SET_UP],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', SET_UP],
  ['INVALID_CA', SET_UP],
  ['CERT_REVOKED', SET_UP],
  ['CERT_SIGNATURE_FAILURE', SET_UP],
  ['ERR_SSL_EE_KEY_TOO_SMALL', SET_UP],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', REFUSED],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', REFUSED],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', REFUSED],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', REFUSED],
  ['ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', REFUSED],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', REFUSED],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', REFUSED],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', REFUSED],
  ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', REFUSED],
  ['ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR', REFUSED],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', SET_UP],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', SET_UP],
  ['ERR_SSL_WRONG_VERSION_NUMBER', SET_UP],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', SET_UP],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', SET_UP],
  ['ECONNRESET', null],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', null],
  ['CERT_HAS_EXPIRED_OR_NOT', null],
];

it.each(codes)('%s: %s', (code, expected) => {
  const row = tlsRow(code);
  expect(row === null ? null : `${row.class}/${row.scope}`).toBe(expected);
});
it('every row is met by a code, and only what a server says of our certificate proves that nothing was taken', () => {
  const met = new Set(codes.map(([code]) => tlsRow(code)));
  for (const row of tlsRows) expect(met).toContain(row);
  expect(tlsRows.filter(({ notLetIn }) => notLetIn).map((row) => row.class)).toEqual(['auth']);
});
