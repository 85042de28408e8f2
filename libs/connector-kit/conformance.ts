/**
 * What every connector has to keep, as plain checks that throw: a test file walks the registry and runs them. They need
 * no test framework, so that a connector kept elsewhere can be checked the same way.
 */
import { z } from 'zod';
import { FailureError } from '#libs/failures';
import type { Call, Connector, Destination, SourceEvent, TargetObject } from './contract.ts';
import { garbage } from './garbage.ts';
import { markerOf } from './marker.ts';

export interface Check {
  readonly name: string;
  run(): Promise<void> | void;
}

function demand(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

function each<T>(items: readonly T[], check: (item: T) => void): void {
  for (const item of items) check(item);
}

type Schema = {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

function undescribed(schema: Schema, path: string): readonly string[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => undescribed(one, path));
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const said = typeof field.description === 'string' || 'const' in field;
    return [...(said ? [] : [here]), ...undescribed(field, here)];
  });
  return [...own, ...inner];
}

/** Name, title, settings, failure table. `folder` is where the connector lives, `sample` settings that it takes. */
export function describedChecks(connector: Connector, folder: string, sample: object): readonly Check[] {
  return [
    { name: 'is named as its folder', run: () => demand(connector.name === folder, `it is named ${connector.name}`) },
    { name: 'has a title for people', run: () => demand(connector.title.length > 3, 'the title is missing') },
    {
      name: 'does something',
      run: () =>
        demand(
          [connector.webhook, connector.topic, connector.connect].some((part) => part !== undefined),
          'no webhook, topic or connect',
        ),
    },
    {
      name: 'describes every setting',
      run: () => {
        const missing = undescribed(z.toJSONSchema(connector.settings, { io: 'input', unrepresentable: 'any' }) as Schema, '');
        demand(missing.length === 0, `without a description: ${missing.join(', ')}`);
      },
    },
    {
      name: 'refuses settings it does not know',
      run: () => {
        demand(connector.settings.safeParse(sample).success, 'the sample is refused');
        demand(!connector.settings.safeParse({ ...sample, thisIsNoSetting: true }).success, 'an unknown setting is taken');
      },
    },
    {
      name: 'says what every failure row means',
      run: () => {
        for (const row of connector.failures ?? []) demand(row.meaning.length > 3 && row.class !== 'bug', `row ${JSON.stringify(row)}`);
      },
    },
  ];
}

function checkEvents(events: readonly SourceEvent[], body: Buffer): void {
  const shown = JSON.stringify(body.toString('utf8').slice(0, 60));
  for (const event of events) demand(event.format !== '' && Buffer.isBuffer(event.body), `an event of ${shown} has no format or body`);
  let understandable = true;
  try {
    JSON.parse(body.toString('utf8'));
  } catch {
    understandable = false; // then accepting it without any event would lose it
  }
  demand(understandable || events.length > 0, `${shown} vanished: no event, no defect`);
}

/** Sources: nothing a stranger sends makes them throw, or vanishes. */
export function sourceChecks(connector: Connector, settings: unknown): readonly Check[] {
  const checks: Check[] = [];
  const { webhook, topic, maps } = connector;
  const bodies = garbage(300);
  if (webhook !== undefined) {
    checks.push({
      name: 'webhook.parse survives garbage',
      run: () => each(bodies, (body) => checkEvents(webhook.parse({}, body, settings), body)),
    });
    checks.push({
      name: 'webhook answers tell the sender to come again by something else than success',
      run: () =>
        demand(webhook.answers.accepted.status < 300 && webhook.answers.comeAgain.status >= 300, 'the two answers are of one kind'),
    });
  }
  if (topic !== undefined) {
    checks.push({
      name: 'topic.parse survives garbage',
      run: () => each(bodies, (body) => checkEvents(topic.parse(null, body, {}, settings), body)),
    });
  }
  for (const [format, map] of Object.entries(maps ?? {})) {
    checks.push({
      name: `map ${format} survives garbage`,
      run: () =>
        each(bodies, (body) => demand(['mapped', 'rejected'].includes(map(body, {}, {}, settings).kind), 'neither mapped nor rejected')),
    });
  }
  return checks;
}

const call = (deliveryId: string, signal = new AbortController().signal): Call => ({
  changed: null,
  deliveryId,
  traceparent: null,
  signal,
});

async function failsTyped(work: () => Promise<unknown>, what: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    return demand(error instanceof FailureError, `${what}: threw ${String(error)}, which is no FailureError`);
  }
  throw new Error(`${what}: did not fail`);
}

function classChecks(model: string, object: TargetObject): Check {
  return {
    name: `${model}: a searchable create can be asked`,
    run: () => {
      demand(object.create !== 'searchable' || object.find !== undefined, 'searchable, but without find');
      demand(object.consistencyDelayMs >= 0, 'consistencyDelayMs is negative');
    },
  };
}

function writeChecks(model: string, object: TargetObject): readonly Check[] {
  const want = { title: 'Conformance' };
  return [
    classChecks(model, object),
    {
      name: `${model}: create, update and find agree on the record`,
      run: async () => {
        const key = `CONFORMANCE-${model.toUpperCase()}-1`;
        const made = await object.createRecord(key, want, call('conformance-1'));
        const changed = await object.updateRecord(made.remoteId, { title: 'Changed' }, call('conformance-2'));
        demand(made.remoteId !== '' && changed.remoteId === made.remoteId, `created ${made.remoteId}, updated ${changed.remoteId}`);
        if (object.find === undefined) return;
        const found = await object.find(key, call('conformance-3'));
        demand(found.length === 1 && found[0]?.remoteId === made.remoteId, `found ${JSON.stringify(found)}`);
        demand((await object.find(`${key}-none`, call('conformance-4'))).length === 0, 'found a key that no record has');
      },
    },
  ];
}

function appendChecks(model: string, object: TargetObject): readonly Check[] {
  return Object.entries(object.append ?? {}).map(([kind, action]) => ({
    name: `${model}: a ${kind} is found by its mark`,
    run: async () => {
      demand(action.idempotency !== 'searchable' || action.findAppend !== undefined, 'searchable, but without findAppend');
      const { remoteId } = await object.createRecord(`CONFORMANCE-${kind}`, { title: 'Conformance' }, call('conformance-5'));
      const since = Date.now();
      await action.appendRecord(remoteId, 'Conformance', call('conformance-6'));
      const find = (delivery: string) => action.findAppend?.(remoteId, markerOf(delivery), since, call('conformance-7'));
      const [ours, others] = [await find('conformance-6'), await find('conformance-8')];
      demand(ours === undefined || ours.length === 1, `found ${JSON.stringify(ours)}`);
      demand(others === undefined || others.length === 0, 'found a mark that no entry has');
    },
  }));
}

/** Destinations, on a simulator or a scratch folder. `unreachable` is the same destination with nobody there. */
export function targetChecks(reachable: Destination, unreachable: Destination): readonly Check[] {
  const objects = Object.entries(reachable.objects).flatMap(([model, object]) => (object === undefined ? [] : [{ model, object }]));
  const typed = Object.entries(unreachable.objects).flatMap(([model, object]): Check[] => {
    if (object === undefined) return [];
    return [
      {
        name: `${model}: an unreachable destination is a typed failure`,
        run: async () => {
          await failsTyped(() => object.createRecord('K', { title: 'x' }, call('c')), 'createRecord');
          await failsTyped(() => object.updateRecord('K', { title: 'x' }, call('c')), 'updateRecord');
          const { find } = object;
          if (find !== undefined) await failsTyped(() => find('K', call('c')), 'find');
        },
      },
    ];
  });
  return [...objects.flatMap(({ model, object }) => [...writeChecks(model, object), ...appendChecks(model, object)]), ...typed];
}
