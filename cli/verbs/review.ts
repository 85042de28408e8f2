import { type Command, Option } from 'commander';
import { withConnection } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, type Io, type Result, table, timeText } from '../output.ts';
import { approveId, dryRunItem, editItem } from '../review/change.ts';
import { countsText, type JobOptions, orderJob, showJob } from '../review/jobs.ts';
import { type LookOptions, showGroups, showItem, showItems } from '../review/look.ts';
import { addDeed, addEdit, addSelect } from '../review/options.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions, wholeNumber } from '../verb.ts';

const states = ['open', 'replaying', 'resolved', 'discarded', 'superseded'] as const;

export function addReview(program: Command, verb: Verb): void {
  const review = program
    .command('review')
    .summary('what waits for a person, and what to do about it')
    .description('Records that were parked: by cause, one by one, edited, tried, and sent on.');
  addLooks(review, verb);
  addChanges(review, verb);
  addJobs(review, verb);
}

function addLooks(review: Command, verb: Verb): void {
  const { io } = verb;
  const groups = addVerb(review, 'causes', 'parked records by cause: how many, since when, what to do (the default)', ['junctor review'], {
    isDefault: true,
  });
  addLook(groups).action((options: LookOptions) => runVerb(verb, options, () => showGroups(io, options)));
  const list = addVerb(review, 'list', 'parked records: why, where, and what to do next', [
    'junctor review list',
    'junctor review list --cause 5c1f0a2b --limit 100 -o json',
    'junctor review list --state resolved',
  ]).option('--cause <fingerprint>', 'only records of this cause');
  addLook(list).action((options: LookOptions) => runVerb(verb, options, () => showItems(io, options)));
  const show = addVerb(review, 'show <id>', 'one parked record: what was sent, what was wrong with it, how it was edited', [
    'junctor review show e92cff1e-7475-512f-b647-61873ffe8e7f',
  ]);
  addData(show).action((id: string, options: LookOptions) => runVerb(verb, options, () => showItem(io, id, options)));
}

function addLook(command: Command): Command {
  return addData(command)
    .option('--system <name>', 'only records of this source system')
    .option('--flow <name>', 'only records of this flow')
    .addOption(new Option('--state <state>', 'records in this state').choices(states).default('open'))
    .option('--limit <n>', 'at most this many', wholeNumber(1, 10_000), 50);
}

function addChanges(review: Command, verb: Verb): void {
  const { io } = verb;
  const edit = addVerb(review, 'edit <id>', 'keep an edit of a parked record; the original stays, nothing is sent', [
    'junctor review edit ID --set alert.labels.severity=warning --reason "a typing error of the rule"',
    'junctor review edit ID --file mended.json --reason "cut off on the way"',
  ]);
  addData(addDeed(addEdit(edit))).action((id: string, options) => runVerb(verb, options, () => editItem(io, id, options)));
  const dry = addVerb(review, 'dry-run <id>', 'what a replay would do under the applied workspace; nothing is sent', [
    'junctor review dry-run ID',
    'junctor review dry-run ID --set alert.labels.severity=warning',
  ]);
  addData(addEdit(dry)).action((id: string, options) => runVerb(verb, options, () => dryRunItem(io, id, options)));
  const approve = addVerb(review, 'approve <id>', 'agree, as a second person, to an edit or to a large job', [
    'junctor review approve ID --actor bob',
  ]);
  addData(addDeed(approve)).action((id: string, options) => runVerb(verb, options, () => approveId(io, id, options)));
}

function addJobs(review: Command, verb: Verb): void {
  const { io } = verb;
  const actions = [
    [
      'replay',
      'send parked records through the line again, each as it was last edited',
      '--cause 5c1f0a2b --reason "severity page is mapped" --wait',
    ],
    ['discard', 'give parked records up; their outcome says so', 'ID --reason "a test alert"'],
    ['supersede', 'give parked records up for something newer', 'ID --reason "the ticket was written by hand"'],
  ] as const;
  for (const [action, summary, example] of actions) {
    const command = addVerb(review, `${action} [id...]`, summary, [
      `junctor review ${action} ${example}`,
      `junctor review ${action} --all --reason "..."`,
    ]);
    if (action === 'replay') command.option('--remap', 'deliveries that were refused: first fill their fields by the applied flow');
    addData(addWait(addDeed(addSelect(command)))).action((ids: string[], options: JobOptions) =>
      runVerb(verb, options, () => orderJob(io, action, ids, options)),
    );
  }
  const job = addVerb(review, 'job <id>', 'how a job goes: what came of each record', ['junctor review job ID --wait']);
  addData(addWait(job)).action((id: string, options: JobOptions) => runVerb(verb, options, () => showJob(io, id, options)));
  const jobs = addVerb(review, 'jobs', 'jobs, the newest first', ['junctor review jobs']);
  addData(jobs)
    .option('--limit <n>', 'at most this many', wholeNumber(1, 1_000), 20)
    .action((options: LookOptions) => runVerb(verb, options, () => listJobs(io, options)));
}

function addWait(command: Command): Command {
  return command
    .option('--wait', 'wait until every record has ended; the exit code says how')
    .option('--timeout <seconds>', 'wait at most so long', wholeNumber(1, 86_400), 900);
}

async function listJobs(io: Io, { data, limit }: VerbOptions & { readonly data: string; readonly limit: number }): Promise<Result> {
  const jobs = await withConnection(io, data, ({ store }) => store.reviewJobs(limit));
  const rows = jobs.map((job) => [job.id, job.state, job.action, timeText(job.createdAt), job.actor, countsText(job)]);
  const head = ['JOB', 'STATE', 'ACTION', 'ORDERED', 'BY', 'RECORDS'];
  return { code: exitCodes.ok, json: { jobs }, lines: jobs.length === 0 ? ['no jobs yet'] : table(head, rows, colorsOf(io)) };
}
