/** How one canonical model is written. */
import { z } from 'zod';
import { askTemplate, condition, formsError, path, time } from './base.ts';
import { answer, listed, request, write } from './call.ts';

const word = z.union(
  [z.string().describe('A text'), z.number().describe('A number'), z.boolean().describe('True or false'), z.null().describe('Nothing')],
  { error: formsError('a text, a number, true, false or null') },
);

/** Value of one field of a request. */
const outRule = z
  .union(
    [
      path.describe('Path of the canonical field'),
      z
        .strictObject({
          from: path.describe('Path of the canonical field'),
          values: z.record(z.string(), word).optional().describe('Canonical word -> word of the system; one without a row is refused'),
          as: z.enum(['text', 'number', 'boolean', 'list']).optional().describe('Kind that the system wants'),
          time: time.optional().describe('How the system writes moments'),
          max: z.int().min(1).max(1_000_000).optional().describe('Longest text it takes; a longer one is cut and ends in …'),
          oneLine: z.boolean().default(false).describe('Line ends become blanks'),
        })
        .describe('Path and how the value is written'),
    ],
    { error: formsError('a path, or { from: <path>, ... }') },
  )
  .describe('What goes there');

export type OutRule = z.infer<typeof outRule>;

export const outFields = z.record(z.string().min(1), outRule);

const idempotency = z.enum(['upsert', 'key', 'searchable', 'none']);

const once = z
  .strictObject({
    ...listed,
    match: z.record(path, askTemplate).describe('Path in an entry -> text it must have; an entry with all of them was made by this step'),
  })
  .describe('Asked before the step: an entry that fits means it is done already');

const when = z
  .union(
    [
      z.string().min(1).describe('Canonical field: the step is taken when it has changed and has a value'),
      z.strictObject({
        field: z.string().min(1).describe('Canonical field'),
        is: z.array(z.string()).min(1).describe('Only when it became one of these'),
      }),
    ],
    { error: formsError('the name of a field, or { field: <name>, is: [...] }') },
  )
  .describe('When the step is taken');

const step = z
  .strictObject({
    ...write,
    name: z.string().min(1).max(60).describe('Name for people'),
    when,
    each: z.boolean().default(false).describe('Once for every entry of the field, which is then {{item}}'),
    only: z.array(condition).default([]).describe('With `each`: entries for which all of these hold'),
    fields: outFields.default({}).describe('Name at the system -> where its value is from; {{fields}} of this step'),
    unless: once.optional(),
    repeatable: z.boolean().default(false).describe('Doing it twice is doing it once'),
  })
  .describe('A further call after create and update, such as a comment or a change of status');

export type StepSettings = z.infer<typeof step>;

const find = z
  .strictObject({
    ...listed,
    carries: path.describe('Where an entry shows our key; only entries that carry it count'),
    is: askTemplate
      .default('{{key}}')
      .describe('What stands there: {{key}}, or {{keyHash}} where a key is too long or has signs that are not taken'),
    answer: answer.describe('What is read from an entry'),
  })
  .describe('How records with our key are found');

export type FindSettings = z.infer<typeof find>;

const create = z
  .strictObject({
    ...write,
    idempotency: idempotency.describe(
      'upsert: twice is once; key: the system recognises our key; searchable: it can be asked; none: neither',
    ),
    exists: z
      .strictObject({
        status: z.array(z.int().min(300).max(499)).min(1).describe('Statuses of this refusal'),
        when: condition.optional().describe('Value in the answer that tells it from other refusals'),
        answer,
      })
      .optional()
      .describe('A refusal that says the record of this key is there already, and which it is'),
  })
  .describe('How a record is made');

const update = z
  .strictObject({
    ...write,
    idempotency: idempotency.default('upsert').describe('As of create'),
    together: z
      .array(z.array(z.string().min(1)).min(2))
      .default([])
      .describe('Canonical fields that the system wants in one request: when one of them changes, all are sent'),
    sends: z.enum(['changed', 'all']).default('changed').describe('all: for a system that forgets what it is not sent'),
  })
  .describe('How a record is changed; {{id}} is what create answered');

const at = z
  .strictObject({ path: path.describe('Where it stands'), time: time.describe('How it is written') })
  .optional()
  .describe('When the system took it');

const append = z
  .strictObject({
    ...write,
    at,
    idempotency: idempotency.describe('As of create; searchable needs find'),
    consistencyDelayMs: z.int().min(0).max(600_000).default(0).describe('Milliseconds until a list surely shows an entry just added'),
    find: z
      .strictObject({
        ...listed,
        carries: path.describe('Where an entry shows {{marker}}, alone or within its text'),
        answer: answer.prefault({}),
        at,
      })
      .optional()
      .describe('How entries of the record are listed, to find the one with our mark'),
  })
  .refine(({ idempotency: kind, find: list }) => kind !== 'searchable' || list !== undefined, {
    path: ['find'],
    message: 'is needed, since it is searchable',
  })
  .refine(
    ({ idempotency: kind, path: where, query, headers, body }) =>
      kind === 'none' || /\{\{[^}]*\b(?:marker|marked|delivery)\b/.test(JSON.stringify([where, query, headers, body])),
    {
      message: 'sends neither {{marker}} nor {{marked}}: nothing could tell that the entry is there, so idempotency is none',
    },
  )
  .describe(
    'How a text is added: {{text}} as it is, {{marked}} with our mark in its first line, {{marker}} the mark alone, for a field of its own',
  );

export type AppendSettings = z.infer<typeof append>;

export const model = z
  .strictObject({
    fields: outFields.describe('Name at the system (dots nest) -> canonical field'),
    leaveOut: z
      .array(z.string().min(1))
      .default([])
      .describe('Canonical fields that the system has no place for; any other unnamed one is refused'),
    keyMax: z.int().min(8).max(1_000).default(100).describe('Longest key that the system keeps whole'),
    consistencyDelayMs: z.int().min(0).max(600_000).default(0).describe('Milliseconds until a search surely finds a record just made'),
    create,
    update: update.optional(),
    find: find.optional(),
    get: z
      .strictObject({ method: z.literal('GET').default('GET').describe('HTTP method'), ...request, answer })
      .optional()
      .describe('Read after a change whose answer names neither number nor URL'),
    append: z
      .partialRecord(z.enum(['note', 'comment']), append)
      .default({})
      .describe('Texts that can be added: note for those who work on the record, comment for the one who asked for it too'),
    after: z.array(step).max(20).default([]).describe('Calls that follow, in order'),
  })
  .superRefine((given, context) => {
    const issue = (at: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path: at, message });
    if (given.create.idempotency === 'searchable' && given.find === undefined) issue(['find'], 'is needed, since create is searchable');
    const isMarked = /\{\{[^}]*\b(?:key|keyHash|delivery)\b/.test(
      JSON.stringify([given.create.path, given.create.query, given.create.headers, given.create.body]),
    );
    if (given.create.idempotency !== 'none' && !isMarked)
      issue(['create'], `sends neither {{key}} nor {{keyHash}}: nothing could tell that a record is ours, so idempotency is none`);
    if (given.create.answer.id === undefined) issue(['create', 'answer', 'id'], 'is needed: changes go to this id');
    if (given.find !== undefined && given.find.answer.id === undefined) issue(['find', 'answer', 'id'], 'is needed');
    if (given.update === undefined && given.after.length === 0) issue(['update'], 'is needed, or a step in `after`');
    const named = (['number', 'url'] as const).filter((name) => given.create.answer[name] !== undefined);
    if (given.get === undefined && named.some((name) => given.update?.answer[name] === undefined))
      issue(
        ['update', 'answer'],
        `names no ${named.join(' and ')}: say where they are, or read them by \`get\`, else a change would forget them`,
      );
    if (given.update?.idempotency === 'none') return;
    for (const [at, { unless, repeatable }] of given.after.entries())
      if (unless === undefined && !repeatable)
        issue(
          ['after', at],
          'may be done twice: say in `unless` how to see that it was done, or repeatable: true, or update.idempotency: none',
        );
  })
  .describe('How records of one canonical model are written');

export type ModelSettings = z.infer<typeof model>;
