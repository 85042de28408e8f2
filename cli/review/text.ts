import { editableText } from '#libs/review';
import type { ReviewDetail, ReviewGroup, ReviewItem } from '#libs/state';
import { type Colors, count, plain, timeText } from '../output.ts';

type Facts = Pick<ReviewItem, 'field' | 'expected' | 'excerpt' | 'hint'>;

function factLines({ field, expected, excerpt, hint }: Facts): string[] {
  const facts = Object.entries({ field, expected, found: excerpt, hint }).filter((fact): fact is [string, string] => fact[1] !== null);
  return facts.map(([name, text]) => `    ${name}: ${plain(text, 500)}`);
}

const whereOf = ({ stage, system, record, flow }: ReviewItem): string =>
  plain(`${stage}: ${system}/${record || '(unknown record)'}${flow === null ? '' : `, flow ${flow}`}`, 500);

/** An item of a list: id, code and reason, where, what was wrong, what to do. */
export function itemLines(item: ReviewItem, colors: Colors): string[] {
  const state = item.state === 'open' ? '' : `, ${item.state}${item.resolution === null ? '' : `: ${plain(item.resolution, 300)}`}`;
  const again = item.failures > 1 ? `, failed ${item.failures} times` : '';
  return [
    `${colors.bold(plain(item.id))}  ${colors.red(plain(item.code))}  ${plain(item.reason, 500)}`,
    `    ${whereOf(item)}, ${timeText(item.lastFailedAt)}${again}${state}`,
    ...factLines(item),
  ];
}

/** What to do about a cause, in the order of doing it. */
export function nextFor(item: ReviewItem): string {
  const replay = `junctor review replay --cause ${item.fingerprint} --reason "..." --wait`;
  if (item.code === 'unknown-value') return `add the row to systems/${item.system}.yaml, then: junctor apply && ${replay}`;
  if (item.code === 'flow.value.unknown' && item.flow !== null)
    return `add the row to flows/${item.flow}/flow.yaml, then: junctor apply && ${replay}`;
  if (item.code === 'unknown-system') return `add systems/${item.system}.yaml, then: junctor apply && ${replay}`;
  if (item.origin === 'delivery' && item.flow !== null)
    return `mend the mapping in flows/${item.flow}/flow.yaml, then: junctor apply && ${replay} --remap; or one by one: junctor review show ${item.id}`;
  return `junctor review show ${item.id}`;
}

export function groupLines(group: ReviewGroup, colors: Colors): string[] {
  const { example, fingerprint, firstSeen, lastSeen, systems, flows } = group;
  const seen = firstSeen === lastSeen ? timeText(lastSeen) : `${timeText(firstSeen)} to ${timeText(lastSeen)}`;
  const through = flows.length === 0 ? '' : `, ${count(flows.length, 'flow')} ${flows.join(', ')}`;
  return [
    `${colors.bold(count(group.count, 'record'))}  ${colors.red(plain(example.code))}  ${plain(example.reason, 500)}`,
    `    ${plain(`${group.stage}: ${systems.join(', ')}${through}`, 500)}, ${seen}`,
    ...factLines(example),
    `    cause: ${plain(fingerprint)}, for example ${plain(example.id)}`,
    `    next: ${plain(nextFor(example), 600)}`,
  ];
}

const maxBody = 4_000;

/** Everything that is known of one item. */
export function detailLines(detail: ReviewDetail, schema: string | null, colors: Colors): string[] {
  const { payload, revisions, delivery, parent } = detail;
  const content = payload?.content ?? null;
  const newest = revisions.at(-1)?.content ?? null;
  return [
    ...itemLines(detail, colors),
    `    cause: ${plain(detail.fingerprint)}`,
    ...(detail.state === 'open'
      ? [
          `    next: ${plain(detail.origin === 'delivery' || nextFor(detail).startsWith('junctor review show') ? editHint(detail) : nextFor(detail), 600)}`,
        ]
      : []),
    `    came from: ${plain(`${detail.sourceTopic}/${detail.sourcePartition}/${detail.sourceOffset}`)}${schema === null ? '' : `, schema ${schema}`}`,
    ...(parent === null ? [] : [`    replay of: ${plain(parent)}`]),
    ...(delivery === null ? [] : deliveryLines(delivery)),
    ...(payload === null || content === null
      ? ['', colors.dim('its bytes can not be read')]
      : ['', colors.dim(titles[payload.form]), ...textLines(editableText(payload.form, content))]),
    ...(payload !== null && newest !== null ? ['', colors.dim('as edited:'), ...textLines(editableText(payload.form, newest))] : []),
    ...(revisions.length === 0 ? [] : ['', colors.dim('edits, the original is kept:'), ...revisions.map(revisionLine)]),
  ];
}

const titles = {
  raw: 'as the source sent it:',
  canonical: 'as a canonical record:',
  want: 'as wanted at the destination:',
  bytes: 'bytes:',
} as const;

const editHint = ({ id }: ReviewItem): string => `junctor review edit ${id} --set path=value --reason "..."; or replay, or discard it`;

function deliveryLines({ targetSystem, targetKey, number, url, blocks }: NonNullable<ReviewDetail['delivery']>): string[] {
  const ticket = number === null ? 'no record there yet' : `record ${number}${url === null ? '' : ` ${url}`}`;
  return [
    `    destination: ${plain(`${targetSystem}/${targetKey}`, 300)}, ${plain(ticket, 300)}${blocks ? ', what follows waits behind it' : ''}`,
  ];
}

function textLines(text: string): string[] {
  const cut = text.length > maxBody ? `${text.slice(0, maxBody)}\n... ${text.length - maxBody} characters more: -o json shows all` : text;
  return pretty(cut)
    .split('\n')
    .map((line) => `  ${plain(line, 2_000)}`);
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function revisionLine({ n, actor, reason, madeAt, approvedBy }: ReviewDetail['revisions'][number]): string {
  const approved = approvedBy === null ? 'not approved by a second person' : `approved by ${approvedBy}`;
  return `  ${n}  ${timeText(madeAt)}  ${plain(actor)}: ${plain(reason)} (${plain(approved)})`;
}
