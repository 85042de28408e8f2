import { hostname } from 'node:os';
import { Module } from '@nestjs/common';
import { LINE, type Line, runs } from '#libs/host';
import { createSubjectEncoder } from '#libs/log';
import { createSinkRunner } from '#libs/stage';
import { createAccept } from './accept.ts';
import { createDestinations } from './destinations.ts';
import { createLaneWorker, type LaneWorker } from './lane-worker.ts';
import { createPolicies } from './policies.ts';
import { createPublisher, type Publisher } from './publish.ts';
import { createRetention } from './retention.ts';
import { createReviewIntake } from './review-intake.ts';
import { createReviewJobs, type ReviewJobs } from './review-jobs.ts';
import { createReviewRunner } from './review-runner.ts';
import { createTopicWriter } from './topic-writer.ts';

const PUBLISHER = Symbol('publisher');
const LANES = Symbol('lanes');

/** accept -> fold -> lane -> send -> outcome. Listed in the order of starting: whoever is woken starts first. */
function reviewJobs({ store, outbox, workspaces, env, kernel: { log, codec, partitions } }: Line): ReviewJobs {
  const watchMs = env.JUNCTOR_REVIEW_WATCH_MINUTES * 60_000;
  return createReviewJobs({ store, log, codec, outbox, partitions, workspaces, owner: `${hostname()}:${process.pid}`, watchMs });
}

@Module({
  providers: [
    {
      provide: PUBLISHER,
      inject: [LINE],
      useFactory: ({ add, store, outbox, logger, kernel: { codec, partitions, meters } }: Line) =>
        add(createPublisher({ store, outbox, codec, partitions, logger, meters })),
    },
    {
      provide: LANES,
      inject: [LINE, PUBLISHER],
      useFactory: (line: Line, publisher: Publisher) =>
        line.add(
          createLaneWorker({
            store: line.store,
            destinations: createDestinations(line.workspaces, line.logger, {
              allowLoopback: line.env.JUNCTOR_ALLOW_LOOPBACK,
              privateNetworks: line.env.JUNCTOR_PRIVATE_NETWORKS,
              topics: line.add(
                createTopicWriter(line.kernel.log, line.logger, createSubjectEncoder({ registryUrl: line.env.SCHEMA_REGISTRY_URL })),
              ),
            }),
            policies: createPolicies(line.workspaces),
            owner: `${hostname()}:${process.pid}`,
            logger: line.logger,
            meters: line.kernel.meters,
            onSettled: () => publisher.wake(),
          }),
        ),
    },
    {
      provide: Symbol('accept'),
      inject: [LINE, LANES, PUBLISHER],
      useFactory: (line: Line, lanes: LaneWorker, publisher: Publisher) => {
        const onWork = (): void => {
          lanes.wake();
          publisher.wake();
        };
        return line.add(createSinkRunner(createAccept(line.store, onWork), line.kernel));
      },
    },
    runs('review-intake', (line) => createSinkRunner(createReviewIntake(line.store, line.kernel.codec), line.kernel)),
    {
      provide: Symbol('review-jobs'),
      inject: [LINE, LANES, PUBLISHER],
      useFactory: (line: Line, lanes: LaneWorker, publisher: Publisher) => {
        const onMoved = (): void => {
          lanes.wake();
          publisher.wake();
        };
        return line.add(createReviewRunner({ jobs: reviewJobs(line), logger: line.logger, onMoved }));
      },
    },
    runs('retention', ({ store, env, logger }) => createRetention(store, env.JUNCTOR_KEEP_DAYS * 86_400_000, logger)),
  ],
})
export class DeliverModule {}
