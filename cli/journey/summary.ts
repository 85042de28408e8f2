import type { Ci, Context, Contribution, Event, Incident, Raw } from '#libs/model';
import { spanText } from '../output.ts';
import type { ReadHop } from './hops.ts';

/** What a hop holds, in one line for people. */
export function summaryOf({ topic, content }: ReadHop): string {
  if (content.state === 'gone') return content.reason;
  if (content.state === 'unreadable') return `${content.bytes} bytes that can't be read: ${content.reason}`;
  const { value } = content;
  if (topic.startsWith('junctor.raw.')) return rawText(value as Raw);
  if (topic.startsWith('junctor.enriched.')) return contextText((value as Event).context);
  if (topic.startsWith('junctor.canonical.')) return canonicalText(value as Event | Incident | Ci);
  if (topic.startsWith('junctor.delivery.')) return contributionText(value as Contribution);
  return `${content.bytes} bytes as the source wrote them`;
}

/** What the record is called in the line. */
export function hopName(topic: string): string {
  const plane = /^junctor\.(raw|canonical|enriched|delivery|outcome|review)\./.exec(topic)?.[1];
  return plane ?? 'source';
}

function rawText({ channel, format, contentType, defect, version, eventId }: Raw): string {
  const identity = [version === null ? '' : `version ${version}`, eventId === null ? '' : `event ${eventId}`].filter(Boolean).join(', ');
  return `${channel} ${format}${contentType ? `, ${contentType}` : ''}${identity ? `, ${identity}` : ''}${defect ? `, not understood: ${defect}` : ''}`;
}

function canonicalText(record: Event | Incident | Ci): string {
  if ('severity' in record) return `event ${record.name}: ${record.status}, ${record.severity}, "${record.title}"`;
  if ('openedAt' in record) return `incident ${record.number ?? record.meta.record}: ${record.status}, "${record.title}"`;
  return `ci ${record.name}: ${record.ciClass}, ${record.status}`;
}

function contextText(context: Context | null): string {
  if (context === null) return 'no context';
  const { ci, changes, problems, users, missing } = context;
  const known = [
    ci === null ? '' : `ci ${ci.name} (${[ci.criticality, ci.supportGroup, `${spanText(ci.ageMs)} old`].filter(Boolean).join(', ')})`,
    changes.length > 0 ? `${changes.length} changes` : '',
    problems.length > 0 ? `${problems.length} problems` : '',
    users.length > 0 ? `${users.length} users` : '',
  ].filter(Boolean);
  const lacking = missing.map(({ what, reason }) => `${what}: ${reason}`);
  const parts = [known.length > 0 ? `knows ${known.join(', ')}` : '', lacking.length > 0 ? `missing ${lacking.join('; ')}` : ''];
  return parts.filter(Boolean).join('; ') || 'nothing to look up';
}

function contributionText({ targetSystem, targetKey, flow, phase }: Contribution): string {
  return `to ${targetSystem}, key ${targetKey}: ${phase}, by flow ${flow}`;
}
