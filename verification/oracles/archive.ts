/** What the webhook receiver's journal and the folder of files say about the audit log, held against the reference. */

export interface WebhookLine {
  readonly seq: number;
  readonly webhookId: string;
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly withheld: boolean;
}

export interface ExpectedIncident extends Readonly<Record<string, unknown>> {
  readonly number: string;
  readonly version: number;
  /** Every applied version, in order. */
  readonly versions: readonly number[];
}

export interface ArchiveVerdict {
  /** Incidents whose versions did not all arrive. */
  readonly missing: readonly string[];
  /** Messages nobody's row asked for. */
  readonly uncaused: readonly string[];
  /** Later versions that arrived before earlier ones. */
  readonly inversions: readonly string[];
  /** The same message twice without a withheld answer that explains it. */
  readonly doubled: readonly string[];
  /** The same message twice after its answer was withheld, or named beforehand: possible at a destination that cannot be asked. */
  readonly possible: number;
  readonly different: readonly string[];
}

/** The history at the webhook: each applied version of each incident once and in order, re-sends told apart by their webhook id. */
export function judgeHistory(
  lines: readonly WebhookLine[],
  expected: readonly ExpectedIncident[],
  /** Messages that the line itself says may have been sent twice: a sender that died before it read the answer cannot know. */
  declared: ReadonlySet<string> = new Set(),
): ArchiveVerdict {
  const seen = new Map<string, WebhookLine>();
  const doubled: string[] = [];
  let possible = 0;
  const histories = new Map<string, number[]>();
  for (const line of lines) {
    const earlier = seen.get(line.webhookId);
    seen.set(line.webhookId, line);
    if (earlier?.withheld || (earlier && declared.has(line.webhookId))) possible++;
    else if (earlier) doubled.push(`${line.key}: message ${line.webhookId} twice, its first answer was given`);
    if (earlier) continue;
    const history = histories.get(line.key ?? '') ?? [];
    history.push(versionOf(line.data));
    histories.set(line.key ?? '', history);
  }
  const wanted = new Map(expected.map((incident) => [incident.number, incident]));
  const missing: string[] = [];
  const inversions: string[] = [];
  for (const [number, { versions }] of wanted) {
    const history = histories.get(number) ?? [];
    if (history.join() === versions.join()) continue;
    if (history.length < versions.length) missing.push(`${number}: ${history.length} of ${versions.length} versions`);
    else inversions.push(`${number}: ${history.join()}, expected ${versions.join()}`);
    if (history.some((version, index) => version < (history[index - 1] ?? 0))) inversions.push(`${number}: ${history.join()}`);
  }
  return { missing, inversions, doubled, possible, uncaused: [...histories.keys()].filter((number) => !wanted.has(number)), different: [] };
}

/** What of an incident has to be as the source has it. */
export const incidentFields = [
  'status',
  'impact',
  'urgency',
  'priority',
  'category',
  'subcategory',
  'ci',
  'group',
  'assignee',
  'requester',
  'openedAt',
  'updatedAt',
  'resolvedAt',
  'closedAt',
  'resolutionCode',
];

/** The files: one an incident, in its final state. */
export function judgeFiles(
  records: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  expected: readonly ExpectedIncident[],
): Pick<ArchiveVerdict, 'missing' | 'uncaused' | 'different'> {
  const wanted = new Map(expected.map((incident) => [incident.number, incident]));
  const different: string[] = [];
  for (const [number, incident] of wanted) {
    const record = records.get(number);
    if (!record) continue;
    for (const field of incidentFields) {
      const [real, should] = [plain(record[field]), plain(incident[field])];
      if (real !== should) different.push(`${number}: ${field} ${real}, expected ${should}`);
    }
  }
  return {
    missing: [...wanted.keys()].filter((number) => !records.has(number)),
    uncaused: [...records.keys()].filter((number) => !wanted.has(number)),
    different,
  };
}

function plain(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function versionOf(data: Readonly<Record<string, unknown>>): number {
  const extra = data.extra as Readonly<Record<string, unknown>> | undefined;
  return Number(extra?.version);
}
