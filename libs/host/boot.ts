import 'reflect-metadata';
import { Controller, type DynamicModule, Get, Inject, Module, type Provider, Res, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { concealed } from '#libs/failures';
import type { Runnable } from '#libs/stage';
import { createLogger, startTelemetry } from '#libs/telemetry';
import { endOnCrash } from './crash.ts';
import { createHttp, speakOurWords } from './http.ts';
import { LINE, type Line, openLine } from './line.ts';
import { StageStrategy } from './strategy.ts';

interface Reply {
  status(code: number): { send(body: unknown): void };
}

/** Liveness is the event loop alone: a broker outage must not restart pods. Readiness names what is missing. */
@Controller()
class HealthController {
  constructor(@Inject(LINE) private readonly line: Line) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('ready')
  ready(@Res() reply: Reply): void {
    const missing = this.line.runnables.flatMap((each) => {
      const reason = each.notReady();
      return reason === null ? [] : [{ name: each.name, reason }];
    });
    if (this.line.workspaces.current() === null)
      missing.push({ name: 'workspace', reason: 'no workspace has been applied yet: junctor apply' });
    reply.status(missing.length === 0 ? 200 : 503).send({ status: missing.length === 0 ? 'ready' : 'not ready', missing });
  }
}

@Module({})
class LineModule {
  static with(line: Line, modules: readonly Type[]): DynamicModule {
    return {
      module: LineModule,
      global: true,
      controllers: [HealthController],
      providers: [{ provide: LINE, useValue: line }],
      exports: [LINE],
      imports: [...modules],
    };
  }
}

/** A provider that makes something runnable out of the line and registers it. */
export function runs(name: string, make: (line: Line) => Runnable): Provider {
  return { provide: Symbol(name), inject: [LINE], useFactory: (line: Line) => line.add(make(line)) };
}

/** Makes what modules run, and registers it with the line, without a server: for whoever runs the line inside another program. */
export async function wire(line: Line, modules: readonly Type[]): Promise<{ close(): Promise<void> }> {
  return NestFactory.createApplicationContext(LineModule.with(line, modules), { logger: false, abortOnError: false });
}

const stopWithinMs = 25_000;

export interface BootOptions {
  /** Called once after everything has stopped (or was given up), before the process exits: what the modules needed may go now. */
  readonly onStopped?: () => Promise<void>;
}

/**
 * Runs modules in this process until SIGTERM or SIGINT: six processes with one module each, or one with all of them.
 * Prints one JSON line with the address on standard output when everything has started.
 */
export async function boot(service: string, modules: readonly Type[], options: BootOptions = {}): Promise<void> {
  endOnCrash(createLogger(`junctor-${service}`, 'info', { conceal: concealed }));
  const telemetry = await startTelemetry({ service: `junctor-${service}` });
  const line = await openLine(service);
  const adapter = createHttp();
  const app = await NestFactory.create<NestFastifyApplication>(LineModule.with(line, modules), adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  speakOurWords(adapter);
  app.connectMicroservice({ strategy: new StageStrategy(line.runnables, line.logger) });
  await app.init();
  await app.startAllMicroservices();
  await app.listen(line.env.PORT, line.env.HOST);
  const address = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  // Before anybody hears that it is ready: a signal that came between would end it in the middle of its work.
  stopOnSignal(
    line,
    async () => {
      await app.close();
      await line.close();
      await telemetry.shutdown();
    },
    options.onStopped,
  );
  process.stdout.write(`${JSON.stringify({ service, address, pid: process.pid })}\n`);
  line.logger.info({ address, runs: line.runnables.map((each) => each.name) }, 'started');
}

function stopOnSignal(line: Line, stop: () => Promise<void>, onStopped: () => Promise<void> = async () => undefined): void {
  let stopping = false;
  let ended = false;
  const exit = (code: number): void => {
    if (ended) return;
    ended = true;
    onStopped().then(
      () => process.exit(code),
      (error: unknown) => {
        line.logger.error({ err: error }, 'what was stopped last did not stop');
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    line.logger.info({ signal }, 'stopping');
    setTimeout(() => {
      line.logger.error(`not stopped within ${stopWithinMs} ms; what is left comes again`);
      exit(1);
    }, stopWithinMs).unref();
    stop().then(
      () => exit(0),
      (error: unknown) => {
        line.logger.error({ err: error }, 'stopping failed');
        exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
