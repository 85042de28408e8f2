/** `/__sim/*`: what tests and demos look at and change. No vendor has this. */
import { type Answer, json } from '#simulators/kit';
import type { Instance } from './instance.ts';
import { SCHEMA } from './schema.ts';

function faultsOf(instance: Instance): object {
  return { ...instance.faults.settings, ...instance.switches };
}

function change(instance: Instance, given: Readonly<Record<string, unknown>>): void {
  instance.faults.change(given);
  const { hibernating, searchLagMs, quota, spend, ignoredFields, mandatory, journalHidden } = given;
  if (typeof hibernating === 'boolean') instance.switches.hibernating = hibernating;
  if (typeof searchLagMs === 'number' && searchLagMs >= 0 && searchLagMs <= 600_000) instance.switches.searchLagMs = searchLagMs;
  if (Array.isArray(ignoredFields)) instance.switches.ignoredFields = ignoredFields.map(String);
  if (Array.isArray(mandatory)) instance.switches.mandatory = mandatory.map(String);
  if (typeof journalHidden === 'boolean') instance.switches.journalHidden = journalHidden;
  if (quota === null || (typeof quota === 'number' && quota >= 0)) instance.quota.set(quota);
  if (typeof spend === 'number' && spend >= 0) instance.quota.spend(spend);
}

/** GET state?table=, GET counters, GET or POST faults {withhold, delayMs, burst, fail, hibernating, searchLagMs, quota, spend, ignoredFields, mandatory, journalHidden}. */
export function control(instance: Instance, method: string, url: URL, body: Buffer): Answer {
  const what = url.pathname.slice('/__sim/'.length);
  if (what === 'counters') return json(200, { ...instance.counters, ...instance.journal.stats() });
  if (what === 'state') {
    const tables = url.searchParams.get('table')?.split(',') ?? Object.keys(SCHEMA);
    return json(200, Object.fromEntries(tables.map((table) => [table, [...instance.store.all(table)]])));
  }
  if (what !== 'faults') return json(404, { error: 'state, counters or faults' });
  if (method !== 'POST') return json(200, faultsOf(instance));
  try {
    change(instance, JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    return json(200, faultsOf(instance));
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
