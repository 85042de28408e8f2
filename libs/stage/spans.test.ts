import { expect, it } from '@jest/globals';
import { type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { emit, type Sink } from './contract.ts';
import { createSinkRunner } from './sink-runner.ts';
import { createStageRunner } from './stage-runner.ts';
import { feedIn, memoryWithTopics, openProcess, recordsOf, topics, until } from './testing.ts';

interface Recorded {
  readonly name: string;
  readonly options: SpanOptions | undefined;
  ended: boolean;
}

const spans: Recorded[] = [];
const traceId = '0af7651916cd43dd8448eb211c80319c';

/** Records every span that is started below a sampled parent. */
function startSpan(name: string, options?: SpanOptions): Span {
  const recorded: Recorded = { name, options, ended: false };
  spans.push(recorded);
  const spanContext = { traceId, spanId: String(spans.length).padStart(16, '0'), traceFlags: 1 };
  const span: Partial<Span> = {
    spanContext: () => spanContext,
    isRecording: () => true,
    end() {
      recorded.ended = true;
    },
  };
  return span as Span;
}

trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: () => undefined as never }) });

it('rule 8: one span per hop of a sampled record, its outputs below it, and none for others', async () => {
  const log = await memoryWithTopics();
  const { kernel } = openProcess(log);
  const producer = await log.producer();
  const record = { topic: topics.in, partition: 0, key: 'k', value: Buffer.from('{}') };
  await producer.send([{ ...record, headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } }]);
  await feedIn(log, 0, {});
  const stage = createStageRunner<unknown, void>(
    {
      name: 'copy',
      topics: [topics.in],
      wire: 'avro',
      load: async () => undefined,
      decide: ({ id }) => emit({ topic: topics.out, key: 'k', id, value: {} }),
    },
    kernel,
  );
  const saved: (string | null)[] = [];
  const sink: Sink<unknown> = {
    name: 'end',
    topics: [topics.out],
    wire: 'avro',
    save: async (batch) => void saved.push(...batch.map(({ traceparent }) => traceparent)),
  };
  const end = createSinkRunner(sink, kernel);
  await stage.start();
  await end.start();
  await until('both are saved', () => saved.length === 2);
  await stage.stop();
  await end.stop();
  expect(spans.map(({ name, ended }) => [name, ended])).toEqual([
    ['process in', true],
    ['process out', true],
  ]);
  const [first] = await recordsOf(log, topics.out);
  expect(first?.headers.traceparent).toBe(`00-${traceId}-0000000000000001-01`);
  expect(saved).toEqual([`00-${traceId}-0000000000000002-01`, null]);
  expect(spans[1]?.options?.links?.[0]?.context.spanId).toBe('0000000000000001');
});
