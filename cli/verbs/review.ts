import type { Command } from 'commander';
import { withConnection } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, type Io, plain, type Result, timeText } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions, wholeNumber } from '../verb.ts';

type Options = VerbOptions & { readonly data: string; readonly limit: number };

export function addReview(program: Command, verb: Verb): void {
  const review = program
    .command('review')
    .summary('what waits for a person')
    .description('Messages that were parked and wait for a person.');
  const list = addVerb(review, 'list', 'parked messages: why, where, and what to do next', [
    'junctor review list',
    'junctor review list --limit 100 -o json',
  ]).option('--limit <n>', 'at most this many', wholeNumber(1, 10_000), 50);
  addData(list).action((options: Options) => runVerb(verb, options, () => listReviews(verb.io, options)));
}

async function listReviews(io: Io, { data, limit }: Options): Promise<Result> {
  const items = await withConnection(io, data, ({ store }) => store.list(limit));
  const colors = colorsOf(io);
  const lines = items.flatMap(({ id, code, reason, stage, system, record, flow, parkedAt, field, expected, excerpt, hint }) => {
    const facts = Object.entries({ field, expected, found: excerpt, hint }).filter((fact): fact is [string, string] => fact[1] !== null);
    const where = `${stage}: ${system}/${record || '(unknown record)'}${flow === null ? '' : `, flow ${flow}`}`;
    return [
      `${colors.bold(plain(id))}  ${colors.red(plain(code))}  ${plain(reason, 500)}`,
      `    ${plain(where, 500)}, ${timeText(parkedAt)}`,
      ...facts.map(([name, text]) => `    ${name}: ${plain(text, 500)}`),
    ];
  });
  const limited = items.length === limit;
  const end = items.length === 0 ? ['nothing waits for a person'] : limited ? [`only ${limit} are shown; --limit shows more`] : [];
  return { code: exitCodes.ok, json: { items, limited }, lines: [...lines, ...end] };
}
