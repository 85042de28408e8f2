import { Module } from '@nestjs/common';
import { runs } from '#libs/host';
import { createSinkRunner } from '#libs/stage';
import { createTracker } from './state-tracker.ts';

@Module({ providers: [runs('state-tracker', (line) => createSinkRunner(createTracker(line.store), line.kernel))] })
export class StateTrackerModule {}
