import { Controller, Get, Inject, Options, Param, Post, Req, Res } from '@nestjs/common';
import type { Handshake } from './handshake.ts';
import type { Answer, Receive } from './webhook.ts';

/** Injection token of what takes a call. */
export const RECEIVE = Symbol('receive');
/** Injection token of what answers a sender that asks before it sends. */
export const HANDSHAKE = Symbol('handshake');

interface Request {
  readonly headers: Record<string, string | undefined>;
  readonly body: unknown;
}

interface Reply {
  status(code: number): Reply;
  headers(values: Record<string, string>): Reply;
  send(body: unknown): void;
}

/** One endpoint per source system: POST /in/<system>. */
@Controller('in')
export class WebhookController {
  constructor(
    @Inject(RECEIVE) private readonly receive: Receive,
    @Inject(HANDSHAKE) private readonly handshake: Handshake,
  ) {}

  @Post(':system')
  async take(@Param('system') system: string, @Req() request: Request, @Res() reply: Reply): Promise<void> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    send(reply, await this.receive(system, request.headers, body));
  }

  @Options(':system')
  ask(@Param('system') system: string, @Req() request: Request, @Res() reply: Reply): void {
    send(reply, this.handshake(system, request.headers));
  }

  @Get(':system')
  lookedAt(@Res() reply: Reply): void {
    reply.status(405).headers({ allow: 'POST' }).send({ status: 'refused', reason: 'webhooks are taken by POST' });
  }
}

function send(reply: Reply, answer: Answer): void {
  const text = answer.status < 300 ? { status: 'accepted' } : { status: 'refused', reason: answer.reason };
  reply
    .status(answer.status)
    .headers({ ...answer.headers })
    .send(text);
}
