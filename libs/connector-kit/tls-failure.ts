/** What a TLS error means: one table from the codes of Node and OpenSSL to failures, each with a sentence and what to do next. */
import type { Failure } from '#libs/failures';

export interface TlsRow {
  readonly codes: RegExp;
  readonly class: Failure['class'];
  readonly scope: Failure['scope'];
  /** Follows the name of the host. */
  readonly meaning: string;
  readonly hint: string;
  /** The server did not let us in for our certificate, or for none: it says so before it looks at any request (RFC 8446 4.4.2.4, 6.2). */
  readonly notLetIn?: true;
}

const setUp = { class: 'invalid', scope: 'system' } as const;
const refused = { class: 'auth', scope: 'credential', notLetIn: true } as const;
const away = { class: 'down', scope: 'system' } as const;

/**
 * First match wins. A certificate that has ended is the server's to renew, and it goes on by itself then; an authority or a name that does
 * not fit is how the system was set up; our own certificate is a credential (reliability.md 2.3).
 */
export const tlsRows: readonly TlsRow[] = [
  {
    codes: /^CERT_HAS_EXPIRED$/,
    ...away,
    meaning: "the server's certificate has ended",
    hint: 'Who runs the system has to renew it; nothing is sent until then',
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    ...away,
    meaning: "the server's certificate is not valid yet",
    hint: 'Compare the clock of this machine; else who runs the system has to replace it',
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_(?:INVALID|FORMAT)$|^HOSTNAME_MISMATCH$/,
    ...setUp,
    meaning: "the server's certificate is for another name",
    hint: 'Address the system by a name that its certificate holds, or say that name in `spec.tls.serverName`',
  },
  {
    codes:
      /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED|CERT_REJECTED|INVALID_CA|PATH_LENGTH_EXCEEDED)$/,
    ...setUp,
    meaning: "the server's certificate comes from an authority that is not trusted",
    hint: 'Name the authority in `spec.tls.ca`; if there is one, the server may not send the certificates between it and its own',
  },
  {
    codes:
      /^(?:CERT_REVOKED|CERT_SIGNATURE_FAILURE|CERT_CHAIN_TOO_LONG|INVALID_PURPOSE|ERR_SSL_(?:EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK|DH_KEY_TOO_SMALL|CERTIFICATE_VERIFY_FAILED))$/,
    ...setUp,
    meaning: "the server's certificate is none to rely on",
    hint: 'Who runs the system has to replace it',
  },
  {
    codes:
      /^ERR_SSL_.*ALERT_(?:UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|(?:BAD|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_(?:REQUIRED|REVOKED|EXPIRED|UNKNOWN))$/,
    ...refused,
    meaning: 'the server wants a client certificate, and does not accept what it was shown',
    hint: 'Give `spec.tls.certificate` and `key`, or renew them; the system has to know the authority that they come from',
  },
  {
    codes: /^ERR_SSL_.*ALERT_HANDSHAKE_FAILURE$/,
    ...setUp,
    meaning: 'the server ended the handshake',
    hint: 'It may want a client certificate (`spec.tls.certificate` and `key`), or a cipher that is not safe any more',
  },
  {
    codes: /^ERR_SSL_.*UNRECOGNIZED_NAME$/,
    ...setUp,
    meaning: 'the server does not know the name that it is addressed by',
    hint: 'Correct the address, or `spec.tls.serverName`',
  },
  {
    codes:
      /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNSUPPORTED_PROTOCOL|UNEXPECTED_MESSAGE|.*ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE)$/,
    ...setUp,
    meaning: 'no TLS 1.2 or later is spoken there',
    hint: 'Compare the port of the address; a server that knows older TLS only is not talked to',
  },
];

/** The row of a code; null when it is no TLS error that the table knows. */
export const tlsRow = (code: string): TlsRow | null => tlsRows.find(({ codes }) => codes.test(code)) ?? null;
