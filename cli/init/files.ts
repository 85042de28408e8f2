import { type Document, isMap, parseDocument } from 'yaml';
import type { Choice, End } from './choice.ts';

/** Files of a first workspace by path, without the flow's test. */
export function workspaceFilesOf(choice: Choice): Readonly<Record<string, string>> {
  const { source, target, owner } = choice;
  const { sample } = source.starter;
  const folder = folderOf(choice);
  return {
    [`systems/${source.name}.yaml`]: systemText(source, owner),
    [`systems/${target.name}.yaml`]: systemText(target, owner),
    [`${folder}/flow.yaml`]: sample?.model === 'event' ? ticketFlow(choice) : copyFlow(choice),
    ...(sample === null ? {} : { [`${folder}/${sample.file}`]: sample.body }),
  };
}

export const flowNameOf = ({ source, target }: Choice): string => `${source.name}-to-${target.name}`.slice(0, 63);
export const folderOf = (choice: Choice): string => `flows/${flowNameOf(choice)}`;

/** The system file of the connector's page, under another name and owner. */
function systemText({ name, starter }: End, owner: string): string {
  const doc: Document = parseDocument(starter.system);
  doc.setIn(['metadata', 'name'], name);
  doc.setIn(['metadata', 'owner'], owner);
  const metadata = doc.get('metadata');
  if (isMap(metadata)) metadata.flow = true;
  return doc.toString({ lineWidth: 0 });
}

const quoted = (text: string): string => JSON.stringify(text);

function head(choice: Choice, purpose: string): string {
  return `apiVersion: junctor.io/v1
kind: Flow
metadata:
  name: ${flowNameOf(choice)}
  owner: ${quoted(choice.owner)}
  purpose: ${purpose}
`;
}

function ticketFlow(choice: Choice): string {
  return `${head(choice, 'One ticket for each cause, with the team that can mend it, resolved when the cause is gone.')}spec:
  pattern: event-to-incident
  source: { system: ${choice.source.name}, model: event }
  target: { system: ${choice.target.name}, model: incident }
  when: event.severity != 'info'
  # What names a cause: events with the same values become one ticket. Only fields that never change; labels.<name> are good ones.
  correlate: [name, resource]
  valueMaps:
    level: { critical: high, high: high, medium: medium, low: low }
  map:
    - { to: title, value: '{{name}} {{resource}}', required: true, reason: What is wrong and where }
    - { to: description, value: '{{description | title}}', reason: The text of the alert }
    - { to: impact, from: severity, valueMap: level, required: true, reason: How much is affected }
    - { to: urgency, from: severity, valueMap: level, required: true, reason: How long it can wait }
    - { to: group, from: route.group, required: true, reason: The team that the rules below chose }
  route:
    - { name: owning-team, when: has(event.context.ci.supportGroup), set: { group: '{{context.ci.supportGroup}}' }, reason: The CMDB knows who supports it }
    - { name: otherwise, set: { group: Service Desk }, reason: The service desk finds the team }
  episode:
    reopenWithin: PT30M
    resolved: { status: resolved, resolutionCode: Solved (Permanently), resolutionNotes: The cause is gone. }
`;
}

function copyFlow(choice: Choice): string {
  return `${head(choice, 'Each incident is kept the same at the target.')}spec:
  pattern: configuration-synchronization
  source: { system: ${choice.source.name}, model: incident }
  target: { system: ${choice.target.name}, model: incident }
  correlate: [number]
  map:
    - { to: title, from: title, required: true, reason: What it is about }
    - { to: description, from: description, reason: What was reported }
    - { to: status, from: status, required: true, reason: Where it stands }
    - { to: priority, from: priority, reason: How soon it has to be solved }
    - { to: group, from: group, reason: The team that works on it }
    - { to: extra.source, from: number, reason: The number it has at its source }
`;
}
