import { Module } from '@nestjs/common';
import { runs } from '#libs/host';
import { createSourceTopics } from './source-topics.ts';
import { WebhookController } from './webhook.controller.ts';

@Module({ controllers: [WebhookController], providers: [runs('ingest-topics', createSourceTopics)] })
export class IngestModule {}
