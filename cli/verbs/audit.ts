import { type Command, InvalidArgumentError } from 'commander';
import { type AuditHead, createAuditCheck, type Store } from '#libs/state';
import { withConnection } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, plain, type Result, timeText } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions, wholeNumber } from '../verb.ts';

type Options = VerbOptions & { readonly data: string; readonly head?: AuditHead; readonly limit: number };

export function addAudit(program: Command, verb: Verb): void {
  const audit = program.command('audit').summary('who did what, when and why').description('What people did, kept as a chain of hashes.');
  const list = addVerb(audit, 'list', 'who did what, when and why; the newest last', [
    'junctor audit list',
    'junctor audit list --limit 10 -o json',
  ]);
  addData(list)
    .option('--limit <n>', 'the last so many', wholeNumber(1, 10_000), 50)
    .action((options: Options) => runVerb(verb, options, () => listEntries(verb.io, options)));
  const verify = addVerb(
    audit,
    'verify',
    'check the chain: rows that were edited, removed, moved; with --head also a tail that was cut off',
    ['junctor audit verify', 'junctor audit verify --head 42:5f3c...'],
  ).option('--head <seq:hash>', 'the head that an earlier check printed, kept elsewhere', headOf);
  addData(verify).action((options: Options) => runVerb(verb, options, () => verifyChain(verb.io, options)));
}

function headOf(text: string): AuditHead {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('A number, a colon and 64 hexadecimal digits, as `junctor audit verify` prints.');
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

const pageSize = 1_000;

async function verifyChain(io: Io, { data, head: kept }: Options): Promise<Result> {
  const { findings, head } = await withConnection(io, data, async ({ store }) => {
    const check = createAuditCheck(kept ?? null);
    for await (const page of pages(store)) check.next(page);
    return check.end();
  });
  const colors = colorsOf(io);
  const said =
    findings.length === 0 ? colors.green(`the chain of ${count(head.seq, 'row')} is whole`) : colors.red(count(findings.length, 'finding'));
  const lines = [...findings.map(({ seq, problem }) => `row ${seq} ${problem}`), said, `head: ${head.seq}:${head.hash}`];
  return { code: findings.length === 0 ? exitCodes.ok : exitCodes.failed, json: { ok: findings.length === 0, findings, head }, lines };
}

async function* pages(store: Pick<Store, 'auditEntries'>) {
  for (let after = 0; ; ) {
    const page = await store.auditEntries(after, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    // Rows with a number out of order are read too; the walk ends, since numbers are unique.
    after = last.seq;
  }
}

async function listEntries(io: Io, { data, limit }: Options): Promise<Result> {
  const entries = await withConnection(io, data, async ({ store }) => {
    let last: Awaited<ReturnType<Store['auditEntries']>> = [];
    for await (const page of pages(store)) last = [...last, ...page].slice(-limit);
    return last;
  });
  const lines = entries.map(
    ({ seq, at, actor, action, subject, reason }) =>
      `${seq}  ${timeText(at)}  ${plain(actor)}  ${plain(action)}  ${plain(subject)}: ${plain(reason, 300)}`,
  );
  return { code: exitCodes.ok, json: { entries }, lines: lines.length === 0 ? ['nothing was done yet'] : lines };
}
