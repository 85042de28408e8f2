/** One request and what is read from its answer. */
import { z } from 'zod';
import { SPREAD, XML_NAME } from '../body.ts';
import { parseTemplate } from '../template.ts';
import { askTemplate, condition, formsError, headers, path, template } from './base.ts';

const callPath = template
  .refine((text) => /^\/(?!\/)[^?#\s\\]*$/.test(text), 'begins with one / and has no query: that goes to `query`')
  .refine((text) => text.split('/').every((part) => part !== '.' && part !== '..'), 'has no . or .. in it');

/** Every text in a tree of templates is one; each that is not is reported where it stands. */
function treeIssues(tree: unknown, at: (string | number)[], report: (message: string, at: (string | number)[]) => void): void {
  if (typeof tree === 'string') {
    const problem = template.safeParse(tree);
    for (const issue of problem.success ? [] : problem.error.issues) report(issue.message, at);
    return;
  }
  if (typeof tree !== 'object' || tree === null) return;
  for (const [name, inner] of Object.entries(tree)) {
    if (name === '__proto__') report('is no name', [...at, name]);
    if (name === SPREAD && (typeof inner !== 'string' || typeof parseTemplate(inner) === 'string'))
      report('takes one hole such as {{fields}}', [...at, name]);
    treeIssues(inner, [...at, name], report);
  }
}

const tree = <T extends z.ZodType>(shape: T) =>
  shape.superRefine((value, context) => treeIssues(value, [], (message, at) => context.addIssue({ code: 'custom', message, path: at })));

const xmlTree = tree(z.record(z.string(), z.unknown())).refine(
  (value) => Object.keys(value as object).length === 1 && Object.keys(value as object).every((name) => XML_NAME.test(name)),
  'has one root element',
);

export const body = z
  .strictObject({
    json: tree(z.unknown()).optional().describe('JSON; a text that is one hole keeps the kind of its value'),
    form: tree(z.record(z.string(), z.unknown())).optional().describe('Form fields'),
    xml: xmlTree
      .optional()
      .describe('XML as a tree: "@name" is an attribute, "#text" the text beside attributes, a list repeats its element'),
    contentType: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+(;.*)?$/, 'is a media type')
      .optional()
      .describe('Media type, where the usual one does not do'),
  })
  .refine(({ json, form, xml }) => [json, form, xml].filter((one) => one !== undefined).length === 1, 'needs one of: json, form, xml')
  .describe(`Body made of templates; what has no value is left out, and "${SPREAD}": "{{fields}}" takes in all mapped fields`);

const place = z
  .union(
    [
      path.describe('Path in the answer'),
      z.strictObject({
        header: z.string().min(1).describe('Name of a header of the answer'),
        last: z.boolean().default(false).describe('Only what follows the last slash, as of Location'),
      }),
      z.strictObject({ text: askTemplate.describe('Text made of {{answer...}}, {{id}}, {{key}}') }),
    ],
    { error: formsError('a path, { header: <name> } or { text: <template> }') },
  )
  .describe('Where it stands');

export type Place = z.infer<typeof place>;

export const answer = z
  .strictObject({
    id: place.optional().describe('Id of the record at the system, by which it is changed later'),
    number: place.optional().describe('Number that people use'),
    url: place.optional().describe('Where people open it'),
    carries: path.optional().describe('Where the record shows our key: compared with it, so that a system that dropped the key is noticed'),
  })
  .describe('What is read from the answer');

const none = { path: callPath, query: z.record(z.string(), askTemplate), headers } as const;

export const request = {
  path: none.path.describe('Path below the address; holes are escaped'),
  query: none.query.default({}).describe('Parameters of the URL; one whose holes have nothing is left out'),
  headers: none.headers.default({}).describe('Headers of this call'),
};

export const write = {
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).describe('HTTP method'),
  ...request,
  body: body.optional(),
  answer: answer.prefault({}),
};

const parameter = (what: string) => z.string().min(1).describe(`Parameter that carries ${what}`);
const size = z
  .strictObject({ parameter: parameter('how many entries a page has'), value: z.int().min(1).max(10_000).describe('How many') })
  .optional()
  .describe('Page size to ask for');
const maxPages = z.int().min(1).max(1_000).default(50).describe('Most pages read for one question; more is a failure, never "not found"');
const total = path.optional().describe('Where the number of all entries stands; saves asking for a page that is empty');

export const paging = z
  .discriminatedUnion('style', [
    z.strictObject({ style: z.literal('none').describe('One answer holds everything') }),
    z.strictObject({
      style: z.literal('cursor').describe('The answer names the next page by a cursor'),
      at: path.describe('Where the cursor stands; nothing there ends the list'),
      parameter: parameter('the cursor'),
      size,
      maxPages,
    }),
    z.strictObject({
      style: z.literal('offset').describe('Pages begin at an entry; an empty page ends the list'),
      parameter: parameter('the offset'),
      first: z.int().min(0).default(0).describe('Offset of the first entry'),
      size,
      total,
      maxPages,
    }),
    z.strictObject({
      style: z.literal('page').describe('Pages are numbered; an empty page ends the list'),
      parameter: parameter('the number of the page'),
      first: z.int().min(0).default(1).describe('Number of the first page'),
      size,
      total,
      maxPages,
    }),
    z.strictObject({ style: z.literal('link').describe('Link header with rel="next"'), size, maxPages }),
    z.strictObject({
      style: z.literal('next').describe('The answer names the URL of the next page'),
      at: path.describe('Where it stands'),
      size,
      maxPages,
    }),
  ])
  .default({ style: 'none' })
  .describe('How the list goes on');

export type Paging = z.infer<typeof paging>;

export const listed = {
  method: z.enum(['GET', 'POST']).default('GET').describe('HTTP method'),
  ...request,
  body: body.optional(),
  items: path.optional().describe('Where the list stands; absent = the answer is the list'),
  paging,
  none: z.array(z.int().min(300).max(499)).default([]).describe('Statuses that mean: there is nothing'),
};

const listCall = z.strictObject(listed);
export type ListCall = z.infer<typeof listCall>;
const writeCall = z.strictObject(write);
export type WriteCall = z.infer<typeof writeCall>;

export const failureRow = z
  .strictObject({
    status: z
      .union([z.int().describe('One status'), z.array(z.int()).describe('One of several')], {
        error: formsError('a status or a list of them'),
      })
      .optional()
      .describe('HTTP status; also one of success'),
    bodyIncludes: z.string().min(1).optional().describe('Text in the answer'),
    header: z
      .strictObject({ name: z.string().toLowerCase().describe('Name of a header'), includes: z.string().describe('Text in it') })
      .optional()
      .describe('Header of the answer'),
    when: condition.optional().describe('Value in the answer'),
    class: z.enum(['transient', 'rateLimit', 'auth', 'invalid', 'down', 'unknown']).describe('What kind of failure it is'),
    scope: z.enum(['record', 'lane', 'endpoint', 'credential', 'system']).describe('What it holds up'),
    waitSeconds: z.int().min(1).max(3_600).optional().describe('Wait where a limit names no time itself'),
    meaning: z.string().min(4).describe('What it means, for people'),
  })
  .refine(
    (row) => row.status !== undefined || row.bodyIncludes !== undefined || row.header !== undefined || row.when !== undefined,
    'needs one of: status, bodyIncludes, header, when',
  )
  .describe('What an answer means');

export type SettingsRow = z.infer<typeof failureRow>;
