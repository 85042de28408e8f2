/** Lists, page by page: every entry, or a failure; never a part of the list for the whole. */
import { FailureError } from '#libs/connector-kit';
import { isRefusal, type ReadAnswer } from './answer.ts';
import type { RestClient, Sending } from './client.ts';
import { readAt } from './path.ts';
import { unreadable } from './refuse.ts';
import type { ListCall, Paging } from './settings/call.ts';
import { asText, type Scope } from './template.ts';

/** Where the next page is. */
type Next = { readonly query: Readonly<Record<string, string>> } | { readonly url: string } | null;

interface Seen {
  /** Entries so far, this page's included. */
  readonly entries: number;
  readonly onPage: number;
  /** Pages so far. */
  readonly pages: number;
}

/** `rel="next"` of a Link header (RFC 8288). */
export function nextLink(header: string | undefined): string | null {
  for (const part of (header ?? '').slice(0, 8_000).split(/,(?=\s*<)/)) {
    const [, url, parameters = ''] = /^\s*<([^>]*)>\s*(.*)$/.exec(part) ?? [];
    if (url !== undefined && /(?:^|;)\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?:[;\s]|$))/i.test(parameters)) return url;
  }
  return null;
}

function counted(paging: Extract<Paging, { style: 'offset' | 'page' }>, { value }: ReadAnswer, seen: Seen): Next {
  // A page that is not full proves nothing: a system may hand out fewer than it was asked for.
  if (seen.onPage === 0) return null;
  const total = paging.total === undefined ? Number.NaN : Number(asText(readAt(value, paging.total)) ?? Number.NaN);
  if (Number.isFinite(total) && seen.entries >= total) return null;
  const at = paging.style === 'offset' ? paging.first + seen.entries : paging.first + seen.pages;
  return { query: { [paging.parameter]: String(at) } };
}

function nextOf(paging: Paging, answer: ReadAnswer, seen: Seen): Next {
  if (paging.style === 'none') return null;
  if (paging.style === 'offset' || paging.style === 'page') return counted(paging, answer, seen);
  if (paging.style === 'link') {
    const url = nextLink(answer.reply.headers.link);
    return url === null ? null : { url };
  }
  const found = asText(readAt(answer.value, paging.at));
  if (found === undefined || found === '') return null;
  return paging.style === 'next' ? { url: found } : { query: { [paging.parameter]: found } };
}

function entriesOf(asked: ListCall, { value }: ReadAnswer, format: string): readonly unknown[] {
  const found = asked.items === undefined ? value : readAt(value, asked.items);
  if (Array.isArray(found)) return found;
  // XML shows no lists: one entry is that entry, none is nothing.
  if (format === 'xml') return found === undefined || found === '' ? [] : [found];
  throw unreadable(`The answer holds no list at ${asked.items ?? 'its root'}`, 'a list');
}

const first = (paging: Paging): Readonly<Record<string, string>> => ({
  ...('size' in paging && paging.size !== undefined && { [paging.size.parameter]: String(paging.size.value) }),
  ...((paging.style === 'offset' || paging.style === 'page') && { [paging.parameter]: String(paging.first) }),
});

/** Literal values of a query are templates to whoever renders it: braces of a cursor must not be. */
const literal = (query: Readonly<Record<string, string>>): { names: Record<string, string>; values: Record<string, string> } => {
  const names: Record<string, string> = {};
  const values: Record<string, string> = {};
  for (const [at, [name, value]] of Object.entries(query).entries()) {
    names[name] = `{{page.p${at}}}`;
    values[`p${at}`] = value;
  }
  return { names, values };
};

export interface ListOptions {
  readonly format: string;
  /** Stops early when this says so, after a page. */
  readonly enough?: (entries: readonly unknown[]) => boolean;
}

export interface Page {
  readonly entries: readonly unknown[];
  /** Where to go on; null at the end. */
  readonly next: Place | null;
}

/** Where a reader of a list stands: the page to read, and what came before it. */
export interface Place {
  readonly page: NonNullable<Next>;
  readonly entries: number;
  readonly pages: number;
}

export const beginning = ({ paging }: ListCall): Place => ({ page: { query: first(paging) }, entries: 0, pages: 0 });

const endless = (why: string): FailureError => {
  const hint = 'Ask for less, or raise paging.maxPages in the system file';
  return new FailureError({ class: 'transient', scope: 'record', evidence: { message: `A list was not read to its end: ${why}`, hint } });
};

/** null when the status says that there is nothing. */
async function answerAt(client: RestClient, asked: ListCall, { page }: Place, scope: Scope, sending: Sending): Promise<ReadAnswer | null> {
  try {
    if ('url' in page) return await client.follow(page.url, asked, scope, sending);
    const { names, values } = literal(page.query);
    return await client.send({ ...asked, query: { ...asked.query, ...names } }, { ...scope, page: values }, sending, 'data', 'read');
  } catch (error) {
    if (isRefusal(error, asked.none)) return null;
    throw error;
  }
}

/** One page. Throws FailureError: as `send`; (transient, record) when there are more pages than `maxPages`. */
export async function readPage(
  client: RestClient,
  asked: ListCall,
  at: Place,
  scope: Scope,
  sending: Sending,
  format: string,
): Promise<Page> {
  const most = 'maxPages' in asked.paging ? asked.paging.maxPages : 1;
  if (at.pages >= most) throw endless(`it has more than ${most} pages`);
  const answer = await answerAt(client, asked, at, scope, sending);
  if (answer === null) return { entries: [], next: null };
  const entries = entriesOf(asked, answer, format);
  const seen = { entries: at.entries + entries.length, onPage: entries.length, pages: at.pages + 1 };
  const page = nextOf(asked.paging, answer, seen);
  if (JSON.stringify(page) === JSON.stringify(at.page)) throw endless('a page names itself as the next one');
  return { entries, next: page === null ? null : { page, entries: seen.entries, pages: seen.pages } };
}

/** Every entry, or those up to the page after which there are enough. */
export async function listAll(
  client: RestClient,
  asked: ListCall,
  scope: Scope,
  sending: Sending,
  options: ListOptions,
): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (let at: Place | null = beginning(asked); at !== null; ) {
    const page: Page = await readPage(client, asked, at, scope, sending, options.format);
    found.push(...page.entries);
    if (options.enough?.(found) === true) return found;
    at = page.next;
  }
  return found;
}
