import { All, Controller, Inject, Module, Req, Res, type Type } from '@nestjs/common';
import { readEnv } from '#libs/config';
import { LINE, type Line } from '#libs/host';
import type { Steps } from '#libs/review';
import { createApi } from './api.ts';
import { consoleEnvironment } from './config.ts';
import { createGate, type Gate, type GateRequest } from './gate.ts';

const GATE = Symbol('console.gate');

interface Reply {
  status(code: number): Reply;
  headers(values: Record<string, string>): Reply;
  send(body: unknown): void;
}

/** Everything below /api; what is deeper than a deed is not there. */
@Controller('api')
class ApiController {
  constructor(@Inject(GATE) private readonly gate: Gate) {}

  @All([':what', ':what/:id', ':what/:id/:deed'])
  async take(@Req() request: GateRequest, @Res() reply: Reply): Promise<void> {
    const { status, body, headers } = await this.gate(request);
    reply.status(status).headers(headers).send(body);
  }
}

/** The operators' API; `steps` are those of the line, so that a dry run is what the line would do. */
export function consoleModule(steps: Steps): Type {
  @Module({ controllers: [ApiController], providers: [{ provide: GATE, inject: [LINE], useFactory: (line: Line) => gateOf(line, steps) }] })
  class ConsoleModule {}
  return ConsoleModule;
}

function gateOf({ store, workspaces, env, logger }: Line, steps: Steps): Gate {
  const api = createApi({
    ...{ store, steps, workspace: () => workspaces.current() },
    fourEyes: env.JUNCTOR_REVIEW_FOUR_EYES,
    approvalAbove: env.JUNCTOR_REVIEW_APPROVE_ABOVE,
  });
  return createGate(api, readEnv(consoleEnvironment), logger);
}
