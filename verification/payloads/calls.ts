/** A payload file as the calls that its vendor would make of it: the body as it is, with the headers that go with it. */
import { parseAllDocuments } from 'yaml';

export interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The events of the conformance files of CloudEvents, in binary mode. */
function binaryCalls(text: string): readonly Call[] {
  return parseAllDocuments(text).flatMap((document) => {
    const given = document.toJS() as { readonly ContextAttributes?: Record<string, unknown>; readonly Data?: string } | null;
    if (!given?.ContextAttributes) return [];
    const { datacontenttype, ...attributes } = given.ContextAttributes;
    const pairs = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURI(versionText(name, value))]);
    const headers = { ...Object.fromEntries(pairs), ...(typeof datacontenttype === 'string' && { 'content-type': datacontenttype }) };
    return [{ headers, body: Buffer.from(given.Data ?? '') }];
  });
}

/** YAML reads 1.0 as a number. */
const versionText = (name: string, value: unknown): string => (name === 'specversion' ? Number(value).toFixed(1) : String(value));

export function callsOf(vendor: string, file: string, content: Buffer): readonly Call[] {
  if (/\.ya?ml$/.test(file)) return binaryCalls(content.toString('utf8'));
  if (!file.endsWith('.json')) return [];
  const event = vendor === 'github' ? file.replace(/[-.].*$/, '') : null;
  return [{ headers: event === null ? {} : { 'x-github-event': event, 'x-github-delivery': file }, body: content }];
}
