import { Module } from '@nestjs/common';
import { type Line, requireRevisions, runs } from '#libs/host';
import { topics } from '#libs/line';
import type { Raw } from '#libs/model';
import { createStageRunner, type Stage, siblingModule } from '#libs/stage';
import { createTransform } from './transform.ts';

export function transformStage(line: Line): Stage<Raw, void> {
  return {
    name: 'transform',
    topics: [topics.raw],
    wire: 'avro',
    load: (batch) => requireRevisions(line.workspaces, batch),
    decide: createTransform(line.workspaces.get),
    isolation: () => ({ module: siblingModule(import.meta.url, 'transform'), data: line.workspaces.files() }),
  };
}

@Module({ providers: [runs('transform', (line) => createStageRunner(transformStage(line), line.kernel))] })
export class TransformModule {}
