/** Webhooks of a project or group, told apart by object_kind -> source events. Deployments are understood. */
import {
  cutObject,
  epochMillis,
  idOf,
  isJsonObject,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  type SourceEvent,
  sourceEvent,
} from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export const DEPLOYMENT = 'gitlab/deployment';
const OTHER = 'gitlab/event';

/** A deployment is taken as the state of its environment: the next one there mends or breaks the same thing. */
function deployment(call: JsonObject, eventId: string | null): SourceEvent {
  const project = ownField(call, 'project');
  const id = isJsonObject(project) ? idOf(ownField(project, 'id')) : null;
  const environment = idOf(ownField(call, 'environment'));
  const record = id === null || environment === null ? null : idOf(`${id}/${environment}`);
  const changed = ownField(call, 'status_changed_at');
  const version = typeof changed === 'string' ? epochMillis(changed) : null;
  return sourceEvent({ format: DEPLOYMENT, record, eventId, version }, call, 'project.id or environment');
}

/** Never throws. A kind that settings.ignore names gives none. */
export function parse(headers: RequestHeaders, body: Buffer, { ignore }: Settings): readonly SourceEvent[] {
  return cutObject(OTHER, body, (call) => {
    const kind = ownField(call, 'object_kind');
    const eventId = idOf(headers['idempotency-key']);
    if (kind === 'deployment') return [deployment(call, eventId)];
    if (typeof kind === 'string' && ignore.includes(kind)) return [];
    const what = `events of kind ${JSON.stringify(kind ?? null).slice(0, 60)} are not understood`;
    return [
      parkedEvent(
        { format: OTHER, record: null, eventId },
        `${what}: take them off the webhook in GitLab, or add the kind to settings.ignore`,
        body,
      ),
    ];
  });
}
