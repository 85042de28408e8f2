import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LINE } from '#libs/host';
import { createLogger } from '#libs/telemetry';
import { consoleModule } from './console.module.ts';

const token = 'a-token-of-ann-0123456789';

@Module({})
class Host {
  static with(line: unknown): DynamicModule {
    const steps = { transform: unused, keysOf: () => [], enrich: unused, route: unused };
    return { module: Host, global: true, providers: [{ provide: LINE, useValue: line }], exports: [LINE], imports: [consoleModule(steps)] };
  }
}

function unused(): never {
  throw new Error('nothing is rehearsed here');
}

it('answers over HTTP at every depth that its routes have', async () => {
  process.env.JUNCTOR_CONSOLE_TOKEN = `ann:${token}`;
  const store = { reviewGroups: async () => [], reviewItem: async () => null, reviewJobs: async () => [], reviewJob: async () => null };
  const line = { store, workspaces: { current: () => null }, env: {}, logger: createLogger('test', 'silent') };
  const app = await NestFactory.create<NestFastifyApplication>(Host.with(line), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  try {
    await app.listen(0, '127.0.0.1');
    const base = await app.getUrl();
    const ask = async (method: string, path: string, authorization = `Bearer ${token}`) =>
      (await fetch(`${base}/api${path}`, { method, headers: { authorization } })).status;
    expect(await ask('GET', '/review')).toBe(200);
    expect(await ask('GET', '/review?limit=nope')).toBe(400);
    expect(await ask('GET', '/review', 'Bearer wrong')).toBe(401);
    expect(await ask('GET', '/review/none')).toBe(404);
    expect(await ask('POST', '/review/none/replay')).toBe(400);
    expect(await ask('GET', '/jobs')).toBe(200);
    expect(await ask('DELETE', '/jobs')).toBe(405);
    expect(await ask('GET', '/deeper/than/there/is')).toBe(404);
  } finally {
    await app.close();
    delete process.env.JUNCTOR_CONSOLE_TOKEN;
  }
});
