import type { Connector, Destination, EntryKind, Registry } from '#libs/connector-kit';
import {
  type ConnectorFacts,
  type Facts,
  type Problem,
  problemOf,
  type Sourced,
  type System,
  schemaProblem,
  type Workspace,
} from '#libs/flow';

/** What the check of a workspace has to know about the connectors at hand. Nothing is reached over a network. */
export function connectorFacts(connectors: Registry, workspace: Workspace): Facts {
  return {
    connectors: Object.fromEntries(
      connectors.names.map((name) => {
        const connector = connectors.get(name);
        const sources = (['webhook', 'topic'] as const).filter((way) => connector[way] !== undefined);
        const users = workspace.systems.filter(({ value }) => value.spec.connector === name);
        const { valueMaps } = connector;
        const sends = sentBy(connector, users);
        const way = connector.way ?? (connector.connect === undefined && connector.poll === undefined ? [] : (['tls', 'proxy'] as const));
        const known = { way, ...(sends === undefined ? {} : { sends }), ...(valueMaps === undefined ? {} : { valueMaps }) };
        return [name, { sources, ...takenBy(connector, users), ...known }];
      }),
    ),
  };
}

/** Any model of any of its systems counts; undefined where that is not known. */
function sentBy({ sends, sentBy: ofSettings, settings }: Connector, users: readonly Sourced<System>[]): readonly string[] | undefined {
  if (ofSettings === undefined) return sends;
  const parsed = users.map(({ value }) => settings.safeParse(value.spec.settings));
  // Settings that do not fit are reported by themselves, and flows are not blamed for them.
  if (parsed.length === 0 || parsed.some(({ success }) => !success)) return undefined;
  return [...new Set(parsed.flatMap(({ data }) => ofSettings(data)))];
}

const placeholder = { address: 'https://destination.invalid', callTimeoutMs: 1_000, secret: (): string => 'unused' };

/**
 * A destination says what it can hold once it is made; making one does no I/O (connector-kit contract: connect is lazy). What a connector
 * holds may depend on its settings: any model of any of its systems counts, and so do the texts that can be added.
 */
function takenBy(connector: Connector, users: readonly Sourced<System>[]): Pick<ConnectorFacts, 'models' | 'appends'> {
  if (!connector.connect) return { models: [] };
  const appends: Record<string, EntryKind[]> = {};
  let known = false;
  for (const { value } of users) {
    const settings = connector.settings.safeParse(value.spec.settings);
    if (!settings.success) continue;
    known = true;
    const destination = connector.connect(settings.data, { ...placeholder, system: value.metadata.name });
    for (const [model, object] of Object.entries(destination.objects))
      appends[model] = [...new Set([...(appends[model] ?? []), ...(Object.keys(object?.append ?? {}) as EntryKind[])])];
    closeQuietly(destination);
  }
  // No system of it has settings that fit: that is reported by itself, and its flows are not blamed for it.
  return known || users.length === 0 ? { models: Object.keys(appends), appends } : { models: ['event', 'incident', 'ci'] };
}

/** A connection that was never used has nothing left to fail at. */
function closeQuietly(destination: Destination): void {
  destination.close().catch(() => undefined);
}

/** Settings that their connector refuses, each at its place in the file. */
export function settingsProblems(connectors: Registry, workspace: Workspace): Problem[] {
  return workspace.systems.flatMap(({ file, value: { spec }, locate }) => {
    if (!connectors.has(spec.connector)) return [];
    const { settings } = connectors.get(spec.connector);
    const parsed = settings.safeParse(spec.settings);
    if (parsed.success) return [];
    const readme = `see connectors/${spec.connector}/README.md`;
    return parsed.error.issues
      .flatMap((issue) => schemaProblem(issue, settings, spec.settings))
      .map(({ path: inner, message, expected, hint }): Problem => {
        const path = ['spec', 'settings', ...inner];
        return problemOf('system.settings', file, { ...locate(path), path }, { message, expected, hint: hint ?? readme });
      });
  });
}
