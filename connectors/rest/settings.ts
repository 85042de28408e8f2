/** The description of a system, as its file gives it in `spec.settings`. */
import { z } from 'zod';
import { canonicalProblems } from './canonical-shape.ts';
import { MODELS } from './models.ts';
import { auth } from './settings/auth.ts';
import { condition, headers, path } from './settings/base.ts';
import { failureRow, request } from './settings/call.ts';
import { model } from './settings/model.ts';
import { receive, webhook } from './settings/receive.ts';
import { isZone } from './time.ts';

/** Canonical models that a system may send. */
const modelName = z.enum(MODELS);

/** Written may be any of them, and any that the workspace defines (models/<name>.avsc); check knows which there are. */
const writtenName = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'is the name of a model');

export const settings = z
  .strictObject({
    auth,
    headers: headers.default({}).describe('Headers of every call'),
    answers: z.enum(['json', 'xml', 'form']).default('json').describe('How the system writes its answers'),
    timezone: z.string().default('UTC').refine(isZone, 'is no IANA time zone').describe('Zone of times that name none'),
    success: z.array(condition).default([]).describe('What must hold in an answer of success, beyond its status; read after `errors`'),
    errors: z.array(failureRow).max(200).default([]).describe('What its answers mean; the first row that fits counts, then the status'),
    explains: z
      .strictObject({
        message: path.optional().describe('Where a refusal says why'),
        field: path.optional().describe('Where it names the field'),
      })
      .default({})
      .describe('Where a refusal explains itself'),
    probe: z
      .strictObject({ path: request.path, query: request.query, headers: request.headers })
      .optional()
      .describe('A harmless GET that needs the sign-in: shows whether the credential is accepted'),
    models: z.record(writtenName, model).default({}).describe('What is written, by model: a canonical one, or one of the workspace'),
    webhook: webhook.optional(),
    receive: z.partialRecord(modelName, receive).default({}).describe('What is read, by canonical model'),
  })
  .superRefine((given, context) => {
    const issue = (at: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path: at, message });
    for (const [name, one] of Object.entries(given.receive)) {
      if (one === undefined) continue;
      if (one.webhook === undefined && one.poll === undefined) issue(['receive', name], 'needs webhook, poll or both');
      if (one.webhook !== undefined && given.webhook === undefined) issue(['webhook'], `is needed, since receive.${name} takes webhooks`);
      for (const problem of canonicalProblems(name, one)) issue(['receive', name, 'fields', ...problem.at], problem.message);
    }
  })
  .describe('Any system with an HTTP API, described by its file');

export type Settings = z.infer<typeof settings>;
