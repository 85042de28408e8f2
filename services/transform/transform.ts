import { registry as connectors } from '#connectors';
import type { Mapped, SourceMap } from '#libs/connector-kit';
import { type CompiledWorkspace, compileWorkspace, parseWorkspace } from '#libs/flow';
import { deriveId, digestOf, originOf, topics } from '#libs/line';
import type { Meta, Raw } from '#libs/model';
import { type Decision, emit, type Message, review } from '#libs/stage';
import { conformed } from './conformed.ts';

/** The revision that governs a message, or undefined when it is not loaded. */
export type RevisionOf = (revision: string | null) => CompiledWorkspace | undefined;

/** A source's clock may run ahead by this much before its time is no longer believed, milliseconds. */
const clockAheadMs = 5 * 60_000;

/** payload -> canonical record, by the connector's map and the system's value maps. */
export function createTransform(revisionOf: RevisionOf): (message: Message<Raw>) => Decision {
  return function transform(message) {
    const raw = message.value;
    if (raw.defect !== null) return review('malformed', { message: raw.defect, excerpt: raw.body.toString('utf8', 0, 500) });
    const workspace = revisionOf(message.revision);
    const system = workspace?.systems.get(raw.system);
    if (!workspace || !system)
      return review('unknown-system', {
        message: `no system "${raw.system}" in the applied workspace`,
        hint: `add systems/${raw.system}.yaml`,
      });
    const map: SourceMap | undefined = connectors.has(system.connector) ? connectors.get(system.connector).maps?.[raw.format] : undefined;
    if (!map) return review('unknown-format', { message: `connector ${system.connector} has no map for ${raw.format}` });
    // For sources whose events tell no time of their own; what is read again later was still captured then.
    const attributes = { ...raw.attributes, receivedAt: String(raw.receivedAt) };
    const mapped = conformed(map(raw.body, system.valueMaps, attributes, system.settings), workspace);
    if (mapped.kind === 'rejected') return review(mapped.code, mapped.evidence);
    if (raw.record === null)
      return review('no-record', { message: 'the source event names no record', hint: 'its native id is the key that keeps order' });
    return canonical(message, { ...raw, record: raw.record }, mapped, workspace.revision);
  };
}

function canonical(
  message: Message<Raw>,
  raw: Raw & { record: string },
  mapped: Extract<Mapped, { kind: 'mapped' }>,
  revision: string,
): Decision {
  const digest = digestOf(mapped.value);
  const origin = originOf(message);
  const identity = raw.eventId ?? (raw.version === null ? `${origin.partition}/${origin.offset}` : String(raw.version));
  const meta: Meta = {
    id: deriveId(raw.system, raw.record, identity, digest),
    system: raw.system,
    record: raw.record,
    ...versionOf(origin.offset, raw),
    eventId: raw.eventId,
    digest,
    occurredAt: Math.min(mapped.occurredAt, message.timestamp + clockAheadMs),
    receivedAt: raw.receivedAt,
    revision,
    deleted: mapped.deleted ?? false,
  };
  const value = { meta, ...mapped.value, context: null };
  return emit({ topic: topics.canonical(mapped.model), key: `${raw.system}/${raw.record}`, id: meta.id, value, revision });
}

/** The source's own where it declares one, else the offset in the source's own topic, else the raw offset it was first captured at. */
function versionOf(origin: number, raw: Raw): Pick<Meta, 'version' | 'versionOrigin'> {
  if (raw.version !== null) return { version: raw.version, versionOrigin: 'source' };
  const offset = raw.attributes.topicOffset;
  if (offset !== undefined) return { version: Number(offset), versionOrigin: 'topic' };
  return { version: origin, versionOrigin: 'raw' };
}

/** The same step built in a worker thread, from the files of the revisions in use, the current one last. */
export function isolated(data: unknown): (message: Message<Raw>) => Decision {
  const revisions = data as readonly { readonly revision: string; readonly files: Record<string, string> }[];
  const compiled = new Map(revisions.map(({ revision, files }) => [revision, compileWorkspace(parseWorkspace(files).workspace, revision)]));
  return createTransform((revision) => compiled.get(revision ?? revisions.at(-1)?.revision ?? ''));
}
