import { Module } from '@nestjs/common';
import { type Line, requireRevisions, runs } from '#libs/host';
import { topics } from '#libs/line';
import { models } from '#libs/model';
import { createStageRunner, type Stage, siblingModule } from '#libs/stage';
import { createRoute, type Routable } from './route.ts';

export function routeStage(line: Line): Stage<Routable, void> {
  return {
    name: 'route',
    topics: models.map((model) => topics.enriched(model)),
    wire: 'avro',
    load: (batch) => requireRevisions(line.workspaces, batch),
    decide: createRoute(line.workspaces.get),
    isolation: () => ({ module: siblingModule(import.meta.url, 'route'), data: line.workspaces.files() }),
  };
}

@Module({ providers: [runs('route', (line) => createStageRunner(routeStage(line), line.kernel))] })
export class RouteModule {}
