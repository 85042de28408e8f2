import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HANDSHAKE, RECEIVE, WebhookController } from './webhook.controller.ts';

@Module({
  controllers: [WebhookController],
  providers: [
    { provide: RECEIVE, useValue: async (name: string) => ({ status: 202, headers: { 'x-for': name } }) },
    { provide: HANDSHAKE, useValue: (name: string) => ({ status: 200, headers: { 'webhook-allowed-origin': name } }) },
  ],
})
class OnlyWebhooks {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(OnlyWebhooks, new FastifyAdapter(), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

it.each([
  ['POST', 202, 'x-for', 'plant'],
  ['OPTIONS', 200, 'webhook-allowed-origin', 'plant'],
  ['GET', 405, 'allow', 'POST'],
] as const)('%s is answered by its own', async (method, status, header, value) => {
  const answer = await app.inject({ method, url: '/in/plant', ...(method === 'POST' && { payload: {} }) });
  expect([answer.statusCode, answer.headers[header]]).toEqual([status, value]);
});
