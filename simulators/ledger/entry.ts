/** Entries of the ledger, as an old help desk keeps them: numbers for words, local times without a zone (UTC). */
export interface Entry {
  readonly id: number;
  readonly no: string;
  readonly subject: string;
  readonly text: string;
  /** 1 open, 2 in work, 3 pending, 4 closed. */
  readonly state: number;
  /** 1 highest to 5 lowest. */
  readonly prio: number;
  readonly owner: string;
  readonly xref: string;
  readonly opened: string;
  readonly changed: string;
  readonly remarks: readonly { readonly by: string; readonly at: string; readonly text: string }[];
}

/** `2026-01-05 10:00:00`, in UTC. */
export const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

const LIMITS: Readonly<Record<string, number>> = { subject: 100, text: 10_000, owner: 40, xref: 120 };

/** Code and words of the first refusal; null when the form can be taken. */
export function refusalOf(form: URLSearchParams, isNew: boolean): readonly [number, string] | null {
  for (const [name, value] of form) {
    if (name === 'id') continue;
    const most = LIMITS[name];
    if (most !== undefined && value.length > most) return [13, `${name} is longer than ${most}`];
    if (name === 'state' && !/^[1-4]$/.test(value)) return [14, 'state is 1 to 4'];
    if (name === 'prio' && !/^[1-5]$/.test(value)) return [14, 'prio is 1 to 5'];
    if (most === undefined && name !== 'state' && name !== 'prio') return [15, `no field ${name}`];
  }
  return isNew && (form.get('subject') ?? '') === '' ? [12, 'subject is missing'] : null;
}

export function entryOf(before: Entry | null, form: URLSearchParams, id: number, at: number): Entry {
  const text = (name: 'subject' | 'text' | 'owner' | 'xref'): string => form.get(name) ?? before?.[name] ?? '';
  const number = (name: 'state' | 'prio', fallback: number): number => Number(form.get(name) ?? before?.[name] ?? fallback);
  return {
    id,
    no: `E-${String(id).padStart(5, '0')}`,
    subject: text('subject'),
    text: text('text'),
    state: number('state', 1),
    prio: number('prio', 3),
    owner: text('owner'),
    xref: text('xref'),
    opened: before?.opened ?? stamp(at),
    changed: stamp(at),
    remarks: before?.remarks ?? [],
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Long text in CDATA, as such products do. */
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

export function entryXml(entry: Entry): string {
  const remarks = entry.remarks.map(({ by, at, text }) => `<remark by="${escaped(by)}" at="${at}">${escaped(text)}</remark>`).join('');
  return [
    `<entry id="${entry.id}" no="${entry.no}">`,
    `<subject>${escaped(entry.subject)}</subject><text>${cdata(entry.text)}</text>`,
    `<state>${entry.state}</state><prio>${entry.prio}</prio><owner>${escaped(entry.owner)}</owner>`,
    entry.xref === '' ? '<xref/>' : `<xref>${escaped(entry.xref)}</xref>`,
    `<opened>${entry.opened}</opened><changed>${entry.changed}</changed>`,
    remarks === '' ? '' : `<remarks>${remarks}</remarks>`,
    '</entry>',
  ].join('');
}
