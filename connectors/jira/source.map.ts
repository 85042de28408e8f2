/** An issue, as webhooks and searches show it -> canonical incident or request. What decides is the issue alone, so that both ways give one record. */
import {
  openIncident,
  openRequest,
  PRIORITIES,
  REQUEST_STATUSES,
  type SourceReader,
  sourceMap,
  TICKET_STATUSES,
} from '#libs/connector-kit';
import { plainText } from './adf-text.ts';
import { LABEL } from './known.ts';
import { commentsOf } from './said.ts';
import { requestStatusNames, type Settings, settings as schema } from './settings.ts';

type Names<W extends string> = Readonly<Record<W, readonly string[]>>;

const parsed = new WeakMap<object, Settings | null>();

/** Settings as the system's file gives them; null for what does not fit, where nothing is then known of names. */
function settingsOf(given: unknown): Settings | null {
  if (typeof given !== 'object' || given === null) return null;
  const known = parsed.get(given);
  if (known !== undefined) return known;
  const made = schema.safeParse(given).data ?? null;
  parsed.set(given, made);
  return made;
}

/** The canonical status that a name stands for: the one that names it earliest; of several, the one that comes first in a ticket's life. */
export function statusNamed<W extends string>(words: readonly W[], names: Names<W>, name: string): W | undefined {
  const place = (word: W): number => names[word].findIndex((one) => one.toLowerCase() === name.toLowerCase());
  return words.filter((word) => place(word) >= 0).sort((a, b) => place(a) - place(b))[0];
}

function statusOf<W extends string>(read: SourceReader, words: readonly W[], names: Names<W> | undefined): W {
  const path = 'issue.fields.status.name';
  const given = read.text(path);
  const all = names === undefined ? [] : words.flatMap((word) => names[word]);
  const own = [...all, ...(given === null ? [] : [given])].flatMap((name): [string, W][] => {
    const word = names === undefined ? undefined : statusNamed(words, names, name);
    return word === undefined ? [] : [[name, word]];
  });
  return read.wordOf(given, path, 'status', words, Object.fromEntries(own) as Readonly<Record<string, W>>);
}

/** By the map of the system's file, which has to know every name once it knows one; no map, no priority. */
function priorityOf(read: SourceReader) {
  const path = 'issue.fields.priority.name';
  return read.hasMap('priority') && read.text(path) !== null ? read.word(path, 'priority', PRIORITIES) : null;
}

/** The field that `settings.fields` writes a canonical text to, read back. */
function placed(read: SourceReader, places: Settings['fields'] | undefined, name: string): string | null {
  const place = places !== undefined && Object.hasOwn(places, name) ? places[name] : undefined;
  if (place === undefined || place === null) return null;
  const path = `issue.fields.${place.field}`;
  if (place.as === 'account') return read.text(`${path}.displayName`);
  return read.text(place.as === 'option' ? `${path}.value` : path);
}

function labelsOf(read: SourceReader): readonly string[] {
  return read.list('issue.fields.labels').filter((label) => typeof label === 'string');
}

/** `junctor` is the label that an issue has when we made it: what a flow knows its own by. */
function extraOf(read: SourceReader): Record<string, string> {
  const labels = labelsOf(read);
  const found: Readonly<Record<string, string | null>> = {
    status: read.text('issue.fields.status.name'),
    priority: read.text('issue.fields.priority.name'),
    issuetype: read.text('issue.fields.issuetype.name'),
    project: read.text('issue.fields.project.key'),
    assigneeAccount: read.text('issue.fields.assignee.accountId'),
    labels: labels.join(', ') || null,
    junctor: labels.find((label) => LABEL.test(label)) ?? null,
  };
  return Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** Where a person opens it: beside the address of the REST API. */
function linksOf(read: SourceReader, key: string) {
  const self = read.text('issue.self');
  const site = self !== null && /^https?:\/\//.test(self) && URL.canParse(self) ? new URL(self).origin : null;
  return site === null ? [] : [{ rel: 'source', title: 'Issue', url: `${site}/browse/${encodeURIComponent(key)}` }];
}

/** What both kinds of issue have. */
function ticketOf(read: SourceReader, settings: Settings | null, updatedAt: number) {
  const key = read.needText('issue.key');
  return {
    number: key,
    title: read.needText('issue.fields.summary'),
    description: plainText(read.at('issue.fields.description')),
    assignee: read.text('issue.fields.assignee.displayName'),
    requester: read.text('issue.fields.reporter.displayName'),
    comments: commentsOf(read, settings?.source?.account),
    openedAt: read.needTime('issue.fields.created'),
    updatedAt,
    links: linksOf(read, key),
    extra: extraOf(read),
  };
}

const isDeletion = (read: SourceReader): boolean => read.text('webhookEvent') === 'jira:issue_deleted';

export const mapIncident = sourceMap((read, given) => {
  const settings = settingsOf(given);
  const status = statusOf(read, TICKET_STATUSES, settings?.statuses);
  const updatedAt = read.needTime('issue.fields.updated');
  const resolvedAt = read.time('issue.fields.resolutiondate');
  const fields = settings?.fields;
  return {
    model: 'incident',
    occurredAt: updatedAt,
    deleted: isDeletion(read),
    value: {
      ...openIncident,
      ...ticketOf(read, settings, updatedAt),
      status,
      priority: priorityOf(read),
      category: placed(read, fields, 'category'),
      subcategory: placed(read, fields, 'subcategory'),
      service: placed(read, fields, 'service'),
      ci: placed(read, fields, 'ci'),
      group: placed(read, fields, 'group'),
      resolvedAt,
      closedAt: status === 'closed' || status === 'cancelled' ? resolvedAt : null,
      resolutionCode: read.text('issue.fields.resolution.name'),
    },
  };
});

export const mapRequest = sourceMap((read, given) => {
  const settings = settingsOf(given);
  const status = statusOf(read, REQUEST_STATUSES, settings?.requests?.statuses ?? requestStatusNames);
  const updatedAt = read.needTime('issue.fields.updated');
  const fields = settings?.requests?.fields;
  return {
    model: 'request',
    occurredAt: updatedAt,
    deleted: isDeletion(read),
    value: {
      ...openRequest,
      ...ticketOf(read, settings, updatedAt),
      status,
      priority: priorityOf(read),
      item: placed(read, fields, 'item'),
      service: placed(read, fields, 'service'),
      ci: placed(read, fields, 'ci'),
      group: placed(read, fields, 'group'),
      closedAt: read.time('issue.fields.resolutiondate'),
    },
  };
});
