/** What the HTTP faces of the simulators have in common: reading a request, and the control paths below /__sim/. */
import type { IncomingMessage } from 'node:http';
import type { FaultPanel } from './faults.ts';
import { type Answer, json } from './server.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

/** A JSON object; null when the body is none. */
export function parseRecord(body: Buffer): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;
  } catch {
    return null; // the caller answers 400
  }
}

export function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

export interface Panel {
  readonly faults: FaultPanel;
  counters(): object;
  state(): object;
  /** Switches that only this vendor has, and how they are changed. Throws on a value out of range. */
  switches(): object;
  change(given: JsonRecord): void;
}

/** GET state, GET counters, GET or POST faults. */
export function panelAnswer(panel: Panel, method: string, path: string, body: Buffer): Answer {
  const what = path.slice('/__sim/'.length);
  if (what === 'counters') return json(200, panel.counters());
  if (what === 'state') return json(200, panel.state());
  if (what !== 'faults') return json(404, { error: 'state, counters or faults' });
  try {
    if (method === 'POST') {
      const given = parseRecord(body);
      if (given === null) return json(400, { error: 'a JSON object is needed' });
      panel.faults.change(given);
      panel.change(given);
    }
    return json(200, { ...panel.faults.settings, ...panel.switches() });
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
