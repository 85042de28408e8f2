import type { Type } from '@nestjs/common';
import { consoleModule } from '#services/console';
import { DeliverModule } from '#services/deliver';
import { EnrichModule } from '#services/enrich';
import { IngestModule } from '#services/ingest';
import { RouteModule } from '#services/route';
import { StateTrackerModule } from '#services/state-tracker';
import { TransformModule } from '#services/transform';
import { steps } from './steps.ts';

/** Every stage of the line, by the name it is asked for on the command line; in the order of the line, then the operators' API. */
export const stages: Readonly<Record<string, Type>> = {
  ingest: IngestModule,
  transform: TransformModule,
  enrich: EnrichModule,
  route: RouteModule,
  deliver: DeliverModule,
  'state-tracker': StateTrackerModule,
  console: consoleModule(steps),
};
