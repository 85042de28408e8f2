import type { Command } from 'commander';
import { readTrail, TRAIL_HEADER } from '#libs/log';
import { type Connection, withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { createHopReader } from '../journey/hops.ts';
import { assemble, assembleParked, type Journey, type JourneyDeps, maxReviews } from '../journey/journey.ts';
import { stateOf } from '../journey/state.ts';
import { summaryOf } from '../journey/summary.ts';
import { journeyLines } from '../journey/text.ts';
import { colorsOf, count, type Io, type Result, table, timeText } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions, wholeNumber } from '../verb.ts';

type FindOptions = VerbOptions & { readonly data: string; readonly limit: number };
type ShowOptions = FindOptions & { readonly full?: boolean };

const whatToAsk = 'by ticket number, source record id, target key, trace id, message id or delivery id';

const everyState = ['open', 'replaying', 'resolved', 'discarded', 'superseded'] as const;

export function addMsg(program: Command, verb: Verb): void {
  const msg = program.command('msg').summary('messages and their journeys').description('Messages and their journeys.');
  const find = addVerb(msg, 'find <text>', `messages ${whatToAsk}, newest first`, [
    'junctor msg find INC0010001',
    'junctor msg find 4bf92f3577b34da6a3ce929d0e0e4736 -o json',
    'junctor msg find servicenow/prod/payments/KubePodCrashLooping',
  ]).option('--limit <n>', 'at most this many', wholeNumber(1, 1_000), 20);
  addData(find).action((text: string, options: FindOptions) => runVerb(verb, options, () => findMessages(verb.io, text, options)));
  const show = addVerb(msg, 'show <text>', `the whole journey of messages, ${whatToAsk}: every hop, rule, attempt and ending`, [
    'junctor msg show INC0010001',
    'junctor msg show INC0010001 --full',
    "JUNCTOR_TRACE_URL='http://127.0.0.1:16686/trace/{traceId}' junctor msg show INC0010001",
  ])
    .option('--limit <n>', 'journeys of at most this many messages', wholeNumber(1, 50), 3)
    .option('--full', 'print every value whole');
  addData(show).action((text: string, options: ShowOptions) => runVerb(verb, options, () => showMessages(verb.io, text, options)));
}

export const nothing = (text: string): CliError =>
  new CliError(
    exitCodes.notFound,
    `nothing is known under ${JSON.stringify(text.slice(0, 200))}`,
    `ask ${whatToAsk}; what never became a record is in \`junctor review list\``,
  );

async function findMessages(io: Io, text: string, { data, limit }: FindOptions): Promise<Result> {
  return await withConnection(io, data, async ({ store }) => {
    const found = await store.find(text, limit);
    if (found.length === 0) throw nothing(text);
    const rows = found.map(({ message, outcomes }) => {
      const tickets = [...new Set(outcomes.flatMap(({ remoteNumber }) => remoteNumber ?? []))];
      return [
        timeText(message.occurredAt),
        `${message.system}/${message.record}`,
        message.title,
        stateOf(outcomes),
        tickets.join(', ') || '-',
        message.id,
      ];
    });
    const more = found.length === limit ? [`only the newest ${limit} are shown; --limit shows more`] : [];
    return {
      code: exitCodes.ok,
      json: {
        query: text,
        messages: found.map(({ message, outcomes }) => ({ ...message, state: stateOf(outcomes), outcomes })),
        limited: found.length === limit,
      },
      lines: [...table(['HAPPENED', 'RECORD', 'TITLE', 'STATE', 'TICKET', 'MESSAGE'], rows, colorsOf(io)), ...more],
    };
  });
}

async function showMessages(io: Io, text: string, { data, limit, full }: ShowOptions): Promise<Result> {
  return await withConnection(io, data, async (connection) => {
    const { journeys, more } = await journeysOf(connection, text, limit);
    if (journeys.length === 0) throw nothing(text);
    const colors = colorsOf(io);
    const lines = journeys.flatMap((journey, at) => [
      ...(at === 0 ? [] : ['']),
      ...journeyLines(journey, { colors, full: full === true, traceUrl: traceUrlOf(io, journey) }),
    ]);
    return {
      code: exitCodes.ok,
      json: { query: text, journeys: journeys.map((journey) => jsonOf(journey, io)), limited: more },
      lines: more ? [...lines, '', `more than ${count(limit, 'message')} by that name; the newest are shown, --limit shows more`] : lines,
    };
  });
}

export async function journeysOf(
  { store, log, codec }: Connection,
  text: string,
  limit: number,
): Promise<{ journeys: Journey[]; more: boolean }> {
  const found = await store.find(text, limit + 1);
  const deps: JourneyDeps = {
    store,
    reader: createHopReader(log, codec),
    reviews: await store.reviewItems({ states: everyState }, { limit: maxReviews, offset: 0 }),
  };
  const journeys: Journey[] = [];
  for (const each of found.slice(0, limit)) journeys.push(await assemble(each, deps));
  if (found.length > 0) return { journeys, more: found.length > limit };
  const parked = deps.reviews.filter(({ id, messageId, record }) => [id, messageId, record].includes(text));
  for (const review of parked.slice(0, limit)) journeys.push(await assembleParked(review, deps));
  return { journeys, more: parked.length > limit };
}

/** JUNCTOR_TRACE_URL with the trace id in the place of {traceId}; null without either. */
function traceUrlOf(io: Pick<Io, 'env'>, { traceId }: Journey): string | null {
  const template = io.env.JUNCTOR_TRACE_URL;
  return traceId === null || !template?.includes('{traceId}') ? null : template.replaceAll('{traceId}', encodeURIComponent(traceId));
}

function jsonOf(journey: Journey, io: Io): Record<string, unknown> {
  const hops = journey.hops.map(({ before: _before, ...hop }, at) => {
    const previous = journey.hops[at - 1];
    return { ...hop, sincePreviousMs: previous === undefined ? null : hop.at - previous.at, summary: summaryOf({ ...hop, before: [] }) };
  });
  const state = journey.message === null ? 'parked' : stateOf(journey.outcomes);
  const outcomes = journey.outcomes.map((outcome) => ({ ...outcome, trail: readTrail({ [TRAIL_HEADER]: outcome.trail }) }));
  const deliveries = journey.deliveries.map(({ outcome, ...delivery }) => ({ ...delivery, outcomeId: outcome?.id ?? null }));
  return { ...journey, state, hops, deliveries, outcomes, traceUrl: traceUrlOf(io, journey) };
}
