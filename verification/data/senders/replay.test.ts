import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { badPosts } from '../bad-input.ts';
import { readRecording } from '../recording.ts';
import { postUntilAccepted } from './post-until-accepted.ts';
import { type AcceptedAlert, replay } from './replay.ts';

let folder: string;
let server: Server;
let url: string;
let answer: (body: string, nth: number) => number;
let received: { readonly body: string; readonly authorization: string | undefined; readonly status: number }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'junctor-replay-'));
  received = [];
  answer = () => 200;
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const status = answer(body, received.length);
      received.push({ body, authorization: request.headers.authorization, status });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

const run = (more: object = {}) =>
  replay({
    url,
    token: 't0ken',
    giveUpAfterMs: 10_000,
    speed: null,
    concurrency: 8,
    posts: 120,
    from: 0,
    bad: false,
    accepted: join(folder, 'accepted'),
    ...more,
  });
const list = (): AcceptedAlert[] =>
  readFileSync(join(folder, 'accepted'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

it('sends every post once, with its token, and lists every alert of it', async () => {
  const summary = await run();
  const alerts = [];
  for await (const post of readRecording())
    if (post.index < 120) alerts.push(...post.alerts.map(({ fingerprint, status }) => `${post.index}/${fingerprint}/${status}`));
  expect(summary).toMatchObject({ posts: 120, accepted: alerts.length, retries: 0, refused: 0, gaveUp: 0 });
  expect(received).toHaveLength(120);
  expect(new Set(received.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer t0ken']));
  expect(
    list()
      .map(({ post, fingerprint, status }) => `${post}/${fingerprint}/${status}`)
      .sort(),
  ).toEqual(alerts.sort());
});

it('comes again after 503 and keeps the order within every group', async () => {
  answer = (_body, nth) => (nth % 3 === 0 ? 503 : 200);
  const summary = await run({ posts: 300, concurrency: 16 });
  expect(summary).toMatchObject({ posts: 300, gaveUp: 0, refused: 0 });
  expect(summary.retries).toBeGreaterThan(0);
  const sent = new Map<string, string[]>();
  for (const { body, status } of received) if (status === 200) push(sent, JSON.parse(body).groupKey, body);
  const recorded = new Map<string, string[]>();
  for await (const post of readRecording()) if (post.index < 300) push(recorded, post.groupKey, post.body);
  expect(sent).toEqual(recorded);
});

it('does not come again after 4xx, and lists nothing of it', async () => {
  answer = (_body, nth) => (nth === 0 ? 400 : 200);
  expect(await run({ posts: 5, concurrency: 1 })).toMatchObject({ posts: 5, refused: 1, retries: 0 });
  expect(new Set(list().map(({ post }) => post))).not.toContain(0);
});

it('puts every named bad post amid the good ones', async () => {
  const summary = await run({ bad: true });
  expect(summary.bad).toBe(badPosts().length);
  expect(
    list()
      .flatMap(({ bad }) => bad ?? [])
      .sort(),
  ).toEqual(
    badPosts()
      .map(({ id }) => id)
      .sort(),
  );
});

it('gives up where nobody listens', async () => {
  const target = { url: 'http://127.0.0.1:1/', token: null, giveUpAfterMs: 1 };
  expect(await postUntilAccepted(target, '{}')).toMatchObject({ kind: 'gaveUp' });
});

function push(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
