import { readTrail, TRAIL_HEADER } from '#libs/log';
import type { AttemptRow, OutcomeRow } from '#libs/state';
import { type Colors, plain, spanText, timeText } from '../output.ts';
import type { ReadHop } from './hops.ts';
import type { Journey, JourneyDelivery, ParkedRow } from './journey.ts';
import { hopName, summaryOf } from './summary.ts';

export interface JourneyText {
  readonly colors: Colors;
  /** Print whole values. */
  readonly full: boolean;
  /** Where a trace can be looked at; null when nobody said. */
  readonly traceUrl: string | null;
}

/** A whole journey for people: head, hops, deliveries, what waits, trace. */
export function journeyLines(journey: Journey, options: JourneyText): string[] {
  const { colors } = options;
  const { message, hops, deliveries, outcomes, reviews, traceId } = journey;
  const others = outcomes.filter((outcome) => outcome.stage !== 'deliver' && outcome.kind !== 'routed');
  const waiting = message !== null && outcomes.length === 0 ? ['  in flight: no stage has ended it yet'] : [];
  const lines = [
    head(journey, colors),
    ...hops.flatMap((hop, at) => hopLines(hop, hops[at - 1], options)),
    ...deliveries.flatMap((delivery) => deliveryLines(delivery, colors)),
    ...others.map((outcome) => `  ${colors.bold('outcome')}   ${outcomeText(outcome, colors)}`),
    ...reviews.flatMap((review) => reviewLines(review, colors)),
    ...waiting,
  ];
  if (traceId !== null)
    lines.push(`  ${colors.bold('trace')}     ${plain(traceId)}${options.traceUrl === null ? '' : `  ${plain(options.traceUrl, 1_000)}`}`);
  return lines;
}

function head({ message, reviews }: Journey, colors: Colors): string {
  if (message === null) {
    const [review] = reviews;
    return colors.bold(
      plain(`parked before it became a record: ${review?.system ?? ''}/${review?.record || '(unknown)'} (${review?.id ?? ''})`, 500),
    );
  }
  const { model, system, record, version, occurredAt, title, id } = message;
  return `${colors.bold(plain(title, 500))}\n  ${plain(`${model} ${system}/${record} version ${version}, happened ${timeText(occurredAt)}, message ${id}`, 500)}`;
}

function hopLines(hop: ReadHop, previous: ReadHop | undefined, { colors, full }: JourneyText): string[] {
  const delta = previous === undefined ? '' : `  +${spanText(hop.at - previous.at)}`;
  const place = colors.dim(plain(`${hop.topic}/${hop.partition}/${hop.offset}`));
  const schema = hop.content.state === 'read' && hop.content.schemaId !== null ? colors.dim(`  schema ${hop.content.schemaId}`) : '';
  const summary = hop.content.state === 'read' ? plain(summaryOf(hop), 500) : colors.yellow(plain(summaryOf(hop), 500));
  const value =
    full && hop.content.state === 'read'
      ? JSON.stringify(hop.content.value, null, 2)
          .split('\n')
          .map((line) => `      ${plain(line, 100_000)}`)
      : [];
  return [
    `  ${colors.bold(hopName(hop.topic).padEnd(9))} ${timeText(hop.at)}${delta}  ${place}${schema}`,
    `            ${summary}`,
    ...value,
  ];
}

function deliveryLines({ id, contribution, attempts, outcome }: JourneyDelivery, colors: Colors): string[] {
  // A text that is added has no contribution of its own: its outcome says where it went.
  const { flow = null, targetSystem, targetKey } = contribution ?? outcome ?? {};
  const what = flow === null ? '' : ` by flow ${flow} to ${targetSystem}, key ${targetKey}`;
  return [
    `  ${colors.bold('delivery')}  ${plain(`${id}${what}`, 500)}`,
    ...(contribution?.explanation ?? []).map(({ rule, why }) => `            rule ${plain(rule)}: ${plain(why, 500)}`),
    ...attempts.map((attempt) => `            ${attemptText(attempt, colors)}`),
    outcome === null
      ? `            ${colors.yellow('not ended yet: it waits or is being sent')}`
      : `            ${outcomeText(outcome, colors)}`,
  ];
}

function attemptText({ n, state, action, startedAt, endedAt, failure, entryId }: AttemptRow, colors: Colors): string {
  const entry = entryId ? ` as ${entryId}` : '';
  const took = endedAt === null ? '' : ` in ${spanText(endedAt - startedAt)}`;
  const shown = state === 'ok' ? colors.green('ok') : state === 'sending' ? 'sending' : colors.red(state);
  const why =
    failure === null ? '' : `: ${failure.class}, ${failure.evidence.code ? `${failure.evidence.code}, ` : ''}${failure.evidence.message}`;
  const hint = failure?.evidence.hint ? ` (${failure.evidence.hint})` : '';
  return `attempt ${n} at ${timeText(startedAt)}${action ? ` ${plain(action)}` : ''} ${shown}${plain(entry)}${took}${plain(why + hint, 700)}`;
}

function outcomeText(outcome: OutcomeRow, colors: Colors): string {
  const { kind, stage, reason, remoteNumber, remoteId, remoteUrl, possibleDuplicate, occurredAt, finishedAt } = outcome;
  const good = ['delivered', 'noop', 'routed', 'superseded', 'filtered'].includes(kind);
  const remote = remoteNumber ?? remoteId;
  const parts = [
    remote === null ? '' : `as ${remote}`,
    remoteUrl ?? '',
    reason ?? '',
    possibleDuplicate ? 'possibly done twice: the destination can not be asked' : '',
  ].filter(Boolean);
  const hop = readTrail({ [TRAIL_HEADER]: outcome.trail }).at(-1);
  const delta = hop === undefined ? '' : ` +${spanText(finishedAt - hop.at)}`;
  const times = colors.dim(`${timeText(finishedAt)}${delta}, ${spanText(finishedAt - occurredAt)} after it happened`);
  return `${good ? colors.green(plain(kind)) : colors.red(plain(kind))} ${plain(`by ${stage}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`, 1_000)}  ${times}`;
}

function reviewLines(
  { id, code, reason, field, expected, excerpt, hint, state = 'open', resolution }: ParkedRow,
  colors: Colors,
): string[] {
  const since = state === 'open' ? [] : [`            since then: ${plain(`${state}${resolution ? `: ${resolution}` : ''}`, 500)}`];
  const facts = [
    ['field', field],
    ['expected', expected],
    ['found', excerpt],
    ['hint', hint],
  ] as const;
  return [
    `  ${colors.bold('parked')}    ${colors.red(plain(code))} ${plain(reason, 500)} ${colors.dim(`(review ${plain(id)})`)}`,
    ...facts.flatMap(([name, text]) => (text === null ? [] : [`            ${name}: ${plain(text, 500)}`])),
    ...since,
  ];
}
