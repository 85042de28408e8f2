import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttp, speakOurWords } from './http.ts';

@Controller('in')
class Breaking {
  @Post('broken')
  take(): void {
    throw new Error('canary-in-an-error');
  }
}

@Module({ controllers: [Breaking] })
class Only {}

let app: NestFastifyApplication;
beforeAll(async () => {
  const adapter = createHttp();
  app = await NestFactory.create<NestFastifyApplication>(Only, adapter, { logger: false, bodyParser: false });
  speakOurWords(adapter);
  await app.init();
  await adapter.getInstance().ready();
});
afterAll(() => app.close());

it.each([
  ['POST', '/in/nobody/x?token=canary-1', 404, 'there is nothing at this address'],
  ['GET', '/canary-1?token=canary-1', 404, 'there is nothing at this address'],
  ['POST', '/in/%zz/canary-1?token=canary-1', 400, 'this address cannot be read'],
  ['POST', '/in/broken?token=canary-1', 500, 'a mistake in Junctor itself'],
] as const)('%s %s is refused without a word of the address', async (method, url, status, reason) => {
  const answer = await app.inject({
    method,
    url,
    headers: { authorization: 'Bearer canary-1', 'content-type': 'text/x' },
    payload: 'canary-1',
  });
  expect([answer.statusCode, answer.json()]).toEqual([status, { status: 'refused', reason }]);
  expect(JSON.stringify(answer.headers)).not.toContain('canary');
});
