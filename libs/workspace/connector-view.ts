import type { Connector, FailureRow, IdempotencyClass, TargetObject } from '#libs/connector-kit';
import { type Field, fieldsOf, schemaOf } from './schema-fields.ts';

/** One thing that can be done at a destination, and what a repetition of it comes to. */
export interface Action {
  readonly model: string;
  /** `create`, `update`, or `note` and `comment` for texts that are added. */
  readonly action: string;
  readonly idempotency: IdempotencyClass;
  /** "Not found" counts only after this long, milliseconds. */
  readonly consistencyDelayMs: number;
}

/** What there is to know of a connector before a system of it is set up. */
export interface ConnectorView {
  readonly name: string;
  readonly title: string;
  /** Ways in, in words. */
  readonly reads: readonly string[];
  /** Formats that are understood, each with its version where it has one. */
  readonly formats: readonly string[];
  readonly sends: readonly string[];
  readonly valueMaps: Readonly<Record<string, 'required' | 'optional'>>;
  readonly settings: readonly Field[];
  /** Whether it can be written to. */
  readonly takes: boolean;
  /** Empty also where the settings given don't fit. */
  readonly actions: readonly Action[];
  readonly failures: readonly FailureRow[];
}

const placeholder = { system: 'none', address: 'https://destination.invalid', callTimeoutMs: 1_000, secret: (): string => 'unused' };

/** `settings`: of any system of it, since what it can write may depend on them; nothing is connected. */
export async function viewOfConnector(connector: Connector, settings: unknown): Promise<ConnectorView> {
  const { name, title, webhook, topic, poll, maps = {}, sends = [], valueMaps = {}, failures = [] } = connector;
  const reads = [
    ...(webhook ? ['a webhook at /in/<system>'] : []),
    ...(topic ? ["records of the source's own Kafka topic"] : []),
    ...(poll ? ['by asking what has changed'] : []),
  ];
  const takes = connector.connect !== undefined;
  const described = { settings: fieldsOf(schemaOf(connector.settings)), actions: await actionsOf(connector, settings) };
  return { name, title, reads, formats: Object.keys(maps), sends, valueMaps, takes, ...described, failures };
}

async function actionsOf(connector: Connector, settings: unknown): Promise<Action[]> {
  const parsed = connector.settings.safeParse(settings);
  if (connector.connect === undefined || !parsed.success) return [];
  const destination = connector.connect(parsed.data, placeholder);
  const actions = Object.entries(destination.objects).flatMap(([model, object]) => (object === undefined ? [] : actionsOn(model, object)));
  await destination.close();
  return actions;
}

function actionsOn(model: string, { create, update, consistencyDelayMs, append = {} }: TargetObject): Action[] {
  return [
    { model, action: 'create', idempotency: create, consistencyDelayMs },
    { model, action: 'update', idempotency: update, consistencyDelayMs },
    ...Object.entries(append).map(([action, { idempotency, consistencyDelayMs: delay }]) => ({
      ...{ model, action, idempotency, consistencyDelayMs: delay },
    })),
  ];
}
