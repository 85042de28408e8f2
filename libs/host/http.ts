import { FastifyAdapter } from '@nestjs/platform-fastify';

const bodyLimit = 5 * 1024 * 1024;
/** A request that has not arrived whole by then is cut off, so that slow senders cannot hold every connection. */
const requestWithinMs = 30_000;
const patience = { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 };

/** The part of the server's own reply that is used here. */
interface Reply {
  code(status: number): { send(body: unknown): void };
}

/** The server of a process: what it takes is bounded in length and time. */
export function createHttp(): FastifyAdapter {
  return new FastifyAdapter({
    ...{ bodyLimit, requestTimeout: requestWithinMs, http: patience, forceCloseConnections: true },
    // Called for addresses that the router can't read, before there is a route with words of its own.
    frameworkErrors: (_error: unknown, _request: unknown, reply: unknown) =>
      (reply as Reply).code(400).send({ status: 'refused', reason: 'this address cannot be read' }),
  });
}

/**
 * What is said in the place of the framework's own words, which repeat the address with all that stands in it, a token that somebody put
 * there too; null: the words are ours.
 */
function reasonInstead(status: number, body: string): string | null {
  if (status < 400 || !body.includes('"statusCode":')) return null;
  if (status === 413) return `the body is longer than ${bodyLimit} bytes`;
  if (status === 404) return 'there is nothing at this address';
  return status < 500 ? 'the request cannot be read' : 'a mistake in Junctor itself';
}

/** Call it once the application is made. Bodies stay raw bytes, and nothing of a request is said back in an error. */
export function speakOurWords(adapter: FastifyAdapter): void {
  const http = adapter.getInstance();
  http.removeAllContentTypeParsers();
  // Signatures are over the raw bytes, and broken JSON is the connectors' to judge, so nothing parses bodies here.
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  http.addHook('onSend', (_request, reply, payload, done) => {
    const reason = reasonInstead(reply.statusCode, String(payload));
    if (reason === null) return done(null, payload);
    const text = JSON.stringify({ status: 'refused', reason });
    reply.header('content-type', 'application/json; charset=utf-8').header('content-length', Buffer.byteLength(text));
    done(null, text);
  });
}
