import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Module } from '@nestjs/common';
import { LINE, type Line, runs } from '#libs/host';
import { backfillDefaults, createBackfill } from './backfill.ts';
import { createSpoolDrain } from './drain-spool.ts';
import { createHandshake } from './handshake.ts';
import { createSourceTopics } from './source-topics.ts';
import { createTroubles, type Troubles } from './troubles.ts';
import { HANDSHAKE, RECEIVE, WebhookController } from './webhook.controller.ts';
import { createReceive } from './webhook.ts';

const TROUBLES = Symbol('troubles');

/** Not the process id alone: whoever is started again in its place is another owner. */
const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

@Module({
  controllers: [WebhookController],
  providers: [
    { provide: TROUBLES, useFactory: () => createTroubles() },
    { provide: RECEIVE, inject: [LINE, TROUBLES], useFactory: (line: Line, troubles: Troubles) => createReceive(line, troubles) },
    { provide: HANDSHAKE, inject: [LINE], useFactory: (line: Line) => createHandshake(line) },
    runs('ingest-topics', createSourceTopics),
    runs('ingest-spool', (line) => createSpoolDrain(line, owner)),
    {
      provide: Symbol('ingest-backfill'),
      inject: [LINE, TROUBLES],
      useFactory: (line: Line, troubles: Troubles) => line.add(createBackfill(line, troubles, { owner, ...backfillDefaults })),
    },
  ],
})
export class IngestModule {}
