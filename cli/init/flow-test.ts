import { Document, isMap, visit } from 'yaml';
import { compileWorkspace, revisionOf } from '#libs/flow';
import { checkFiles } from '../check-workspace.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Choice } from './choice.ts';
import { flowNameOf } from './files.ts';

/** Checks the files and runs the recorded call through them: the text of the flow's test, which expects what was seen. Throws CliError. */
export async function flowTestOf(choice: Choice, files: Readonly<Record<string, string>>): Promise<string> {
  const checked = await checkFiles(files, new Date().toISOString().slice(0, 10));
  const [problem] = checked.problems.filter(({ severity }) => severity === 'error');
  if (problem)
    throw new CliError(exitCodes.bug, `${problem.file}:${problem.line} ${problem.message}`, 'choose another pair, and report this one');
  const { sample } = choice.source.starter;
  if (sample === null) throw new CliError(exitCodes.bug, 'the source has no recorded call', 'choose another source');
  const { createRehearsal } = await import('#services/all-in-one');
  const rehearsal = createRehearsal(compileWorkspace(checked.workspace, revisionOf(files)), {});
  const { deliveries, parked } = rehearsal.feed({
    ...{ system: choice.source.name, channel: 'webhook', key: null, headers: sample.headers },
    ...{ body: Buffer.from(sample.body), at: Date.parse('2026-01-01T00:01:00Z') },
  });
  const [delivery] = deliveries.filter(({ flow }) => flow === flowNameOf(choice));
  if (!delivery)
    throw new CliError(
      exitCodes.bug,
      `the recorded call comes to nothing: ${parked[0]?.evidence.message ?? 'no delivery'}`,
      'choose another source',
    );
  return testText(sample, delivery.fields);
}

const shown = ['title', 'status', 'impact', 'urgency', 'priority', 'group'];

function testText(sample: NonNullable<Choice['source']['starter']['sample']>, fields: Readonly<Record<string, unknown>>): string {
  const doc = new Document({
    ...{ apiVersion: 'junctor.io/v1', kind: 'FlowTest' },
    spec: {
      cases: [
        {
          name: sample.model === 'event' ? 'a recorded event becomes a ticket' : 'a recorded incident is kept the same at the target',
          given: [{ webhook: { file: sample.file, ...(Object.keys(sample.headers).length > 0 && { headers: sample.headers }) } }],
          expect: {
            deliveries: [
              { fields: Object.fromEntries(shown.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))) },
            ],
          },
        },
      ],
    },
  });
  visit(doc, {
    Pair(_, pair) {
      if (isMap(pair.value) && ['fields', 'headers'].includes(String(pair.key))) pair.value.flow = true;
    },
  });
  return doc.toString({ lineWidth: 0 });
}
