/** A workspace is changed twice while alerts come: each alert ends under the revision that accepted it, whole and once. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#verification/line';
import { openReviewLine, type ReviewLine } from '../review/line.rig.ts';
import { beginning, prometheusFlow, prometheusSystem } from './files.ts';

const wordings = ["'{{name}} fires'", "'{{name}} fires now'", "'Look: {{name}}'"] as const;

/** The workspace of the year, with the words and names that the rig has. */
function worded(title: string): Record<string, string> {
  const flow = prometheusFlow.replace("'{{name}} fires'", title).replaceAll('servicenow', 'desk');
  const desk = (beginning['systems/servicenow.yaml'] ?? '').replace('name: servicenow', 'name: desk');
  return { 'systems/desk.yaml': desk, 'systems/prometheus.yaml': prometheusSystem('/secrets'), 'flows/prometheus-to-desk/flow.yaml': flow };
}

let rig: ReviewLine;
beforeAll(async () => {
  rig = await openReviewLine(worded(wordings[0]));
}, 60_000);
afterAll(() => rig.stop());

it('each message is mapped by the revision that accepted it, while the next is being applied', async () => {
  const expected = new Map<string, string>();
  const wordingOf = new Map<string, string>();
  let more = true;
  async function alerts(): Promise<void> {
    for (let n = 0; more && n < 3_000; n++) {
      const name = `Alert${n}`;
      const accepted = rig.line.workspaces.current()?.revision ?? '';
      await rig.fire(name, { alertname: name, severity: 'warning' });
      // What was applied during the call itself may or may not have been stamped.
      if (rig.line.workspaces.current()?.revision === accepted) expected.set(name, accepted);
    }
  }
  const revisionNow = (): string => rig.line.workspaces.current()?.revision ?? '';
  wordingOf.set(revisionNow(), wordings[0]);
  const sending = alerts();
  for (const wording of wordings.slice(1)) {
    const begun = expected.size;
    await until('alerts under the revision before', async () => expected.size > begun + 20);
    await rig.apply(worded(wording));
    wordingOf.set(revisionNow(), wording);
  }
  const begun = expected.size;
  await until('alerts under the last revision', async () => expected.size > begun + 20);
  more = false;
  await sending;

  const titles = (): Map<string, string> => new Map(rig.effects.map(({ key, want }) => [key.replace(/^.*\//, ''), String(want.title)]));
  await until('all tickets', async () => [...expected.keys()].every((name) => titles().has(name)));
  const wanted = [...expected].map(([name, revision]) => [name, wordingOf.get(revision)?.slice(1, -1).replace('{{name}}', name)]);
  expect([...expected.keys()].map((name) => [name, titles().get(name)])).toEqual(wanted);
  expect(new Set(expected.values()).size).toBe(wordings.length);
  expect(new Set(rig.effects.map(({ key }) => key)).size).toBe(rig.effects.length);
}, 60_000);
