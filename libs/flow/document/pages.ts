import type { Sourced, Workspace } from '../parse.ts';
import type { Flow } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import { lookedUpBy } from './context.ts';
import type { DocumentFacts } from './facts.ts';
import { flowPage } from './flow-page.ts';
import { type Diagram, heading, type Inline, link, type Page, table, text } from './page.ts';
import { systemPage } from './system-page.ts';

/** The documentation of a workspace for the people who own its data: one page each system and flow, and one that leads to them. */
export function documentWorkspace(workspace: Workspace, facts: DocumentFacts): Page[] {
  const systems = workspace.systems.map(({ value }) => value).sort(byName);
  const flows = workspace.flows.map(({ value }: Sourced<Flow>) => value).sort(byName);
  return [
    indexPage(systems, flows, facts),
    ...flows.map((flow) => flowPage(flow, new Map(systems.map((system) => [system.metadata.name, system])), facts)),
    ...systems.map((system) => systemPage(system, flows, facts)),
  ];
}

const byName = (a: System | Flow, b: System | Flow): number => (a.metadata.name < b.metadata.name ? -1 : 1);

function indexPage(systems: readonly System[], flows: readonly Flow[], facts: DocumentFacts): Page {
  const titles = titlesOf(systems);
  const systemLink = (name: string): Inline => link(titles.get(name) ?? name, `systems/${name}`);
  return {
    path: 'index',
    title: 'Systems and flows',
    blocks: [
      { kind: 'diagram', diagram: overview(systems, flows, facts) },
      heading('Flows'),
      table(
        ['Flow', 'What for', 'From', 'To', 'Owner'],
        flows.map(({ metadata, spec }): Inline[] => [
          link(metadata.name, `flows/${metadata.name}`),
          metadata.purpose,
          systemLink(spec.source.system),
          systemLink(spec.target.system),
          metadata.owner,
        ]),
      ),
      heading('Systems'),
      table(
        ['System', 'What it holds', 'Spoken to by', 'Owner'],
        systems.map(({ metadata, spec }): Inline[] => [
          link(metadata.title ?? metadata.name, `systems/${metadata.name}`),
          spec.holds ?? '',
          `connector ${spec.connector}`,
          metadata.owner,
        ]),
      ),
      text('These pages are made from the files of the workspace by junctor docs; what is changed here by hand is lost.'),
    ],
  };
}

const titlesOf = (systems: readonly System[]): ReadonlyMap<string, string> =>
  new Map(systems.map(({ metadata }) => [metadata.name, metadata.title ?? metadata.name]));

/** Systems from which flows begin, with those that none names beneath them; the flows; systems where they end. */
function overview(systems: readonly System[], flows: readonly Flow[], facts: DocumentFacts): Diagram {
  const titles = titlesOf(systems);
  const label = (system: string): string => titles.get(system) ?? system;
  const ends = (end: 'source' | 'target') => [...new Set(flows.map(({ spec }) => spec[end].system))].sort();
  const named = new Set([...ends('source'), ...ends('target')]);
  const lookedUp = systems.flatMap(({ metadata: { name } }) => (named.has(name) ? [] : [name]));
  return {
    columns: [
      [...ends('source'), ...lookedUp].map((system) => ({ id: `from ${system}`, label: label(system), role: 'system' as const })),
      flows.map(({ metadata }) => ({ id: `flow ${metadata.name}`, label: metadata.name, role: 'flow' as const })),
      ends('target').map((system) => ({ id: `to ${system}`, label: label(system), role: 'system' as const })),
    ],
    arrows: flows.flatMap((flow) => {
      const { metadata, spec } = flow;
      const ways = new Set([spec.source.system, ...lookedUpBy(flow, systems, facts).map((system) => system.metadata.name)]);
      return [
        ...[...ways].map((system) => ({ from: `from ${system}`, to: `flow ${metadata.name}` })),
        { from: `flow ${metadata.name}`, to: `to ${spec.target.system}` },
      ];
    }),
  };
}
