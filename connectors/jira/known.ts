/** Issues as they are found: by a label made from the key, the whole key in a property. */
import { createHash } from 'node:crypto';
import { type Call, type ConnectContext, FailureError, type Keyless, toFailure, type Written } from '#libs/connector-kit';
import { type JiraClient, type JsonRecord, recordOf } from './client.ts';
import type { Rules } from './settings.ts';

/** Issue property that carries the whole key; labels take neither blanks nor every character. */
export const PROPERTY = 'junctor';
const MAX_KEY = 100;
/** More issues than this with one label mean that somebody copies them by machine. */
const MAX_FOUND = 100;

export interface Known {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly carries: string | null;
}

/** Characters that every label may have; 128 bits of SHA-256 of the key. */
export function labelOf(key: string): string {
  return `junctor-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

/** A label as `labelOf` makes it. */
export const LABEL = /^junctor-[0-9a-f]{32}$/;

export function knownOf(value: unknown): Known | null {
  const issue: JsonRecord = recordOf(value);
  if (typeof issue.id !== 'string' || typeof issue.key !== 'string') return null;
  const carries = recordOf(recordOf(issue.properties)[PROPERTY]).key;
  const status = recordOf(recordOf(issue.fields).status).name;
  return { id: issue.id, key: issue.key, status: String(status ?? ''), carries: typeof carries === 'string' ? carries : null };
}

export function unreadable(what: string): FailureError {
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { message: `Jira answered without ${what}` } });
}

export function checkKey(key: string): void {
  if (key !== '' && key.length <= MAX_KEY) return;
  const evidence = { message: 'This correlation key cannot be kept by Jira', field: 'key', expected: `1 to ${MAX_KEY} characters` };
  throw new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** The issue is there by now: whatever fails after that must be asked about, never repeated blindly. */
export function halfDone(issueKey: string, error: unknown): FailureError {
  const failure = toFailure(error);
  const message = `${issueKey} was created but not finished: ${failure.evidence.message}`;
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { ...failure.evidence, message } }, { cause: error });
}

/** An issue just made that lacks its key would never be found: asked about it, we would make another one, and another. */
export function keylessOf(issue: Known, key: string): Keyless {
  const hint = 'Let the integration user write and read issue properties, and look for an automation that removes them';
  return { remoteId: issue.id, key, name: issue.key, field: PROPERTY, hint };
}

export const propertyOf = (key: string): readonly object[] => [{ key: PROPERTY, value: { key } }];

/** Issues with the label of a key, oldest first. What is proof that one carries the whole key is for the caller to say. */
export async function labelled(
  client: JiraClient,
  settings: Rules,
  key: string,
  call: Call,
): Promise<{ readonly issues: readonly Known[]; readonly all: boolean }> {
  const jql = `project = "${settings.project}" AND labels = "${labelOf(key)}" ORDER BY created`;
  const asked = { jql, fields: ['status'], properties: [PROPERTY], maxResults: MAX_FOUND };
  const answer = recordOf(await client.ask('POST', '/search/jql', call, asked));
  if (!Array.isArray(answer.issues)) throw unreadable('a list of issues');
  return { issues: answer.issues.flatMap((one: unknown) => knownOf(one) ?? []), all: answer.isLast !== false };
}

export const writtenBy =
  ({ address }: ConnectContext) =>
  ({ id, key }: Known): Written => ({
    remoteId: id,
    number: key,
    url: `${address.replace(/\/$/, '')}/browse/${encodeURIComponent(key)}`,
  });
