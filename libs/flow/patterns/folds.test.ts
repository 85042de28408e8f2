import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Contribution } from '#libs/model';
import { alert } from '../testdata/records.ts';
import { maxAlerts } from './alerts.ts';
import type { EpisodeCase } from './event-to-incident.ts';
import type { FoldResult } from './fold.ts';
import { foldFor } from './fold-for.ts';

const episode = foldFor('event-to-incident');
const copy = foldFor('configuration-synchronization');

/** Folds in order; every state goes through JSON, as it does in the database. */
function run(
  contributions: readonly Contribution[],
  fold = episode,
): { state: EpisodeCase; results: FoldResult[]; want: Record<string, unknown> } {
  let state: unknown = null;
  let want: unknown = {};
  const results = contributions.map((contribution) => {
    const folded = fold(state, contribution);
    state = JSON.parse(JSON.stringify(folded.state));
    if (folded.result.kind === 'deliver') ({ want } = folded.result);
    return folded.result;
  });
  return { state: state as EpisodeCase, results, want: want as Record<string, unknown> };
}
const gone = { phase: 'resolved' } as const;
const kinds = (contributions: readonly Contribution[]): string[] => run(contributions).results.map(({ kind }) => kind);

describe('episodes', () => {
  it('opens, attaches, resolves when the last alert is gone', () => {
    const { results, want } = run([alert('a', 1), alert('b', 2), alert('a', 3, gone), alert('b', 4, gone)]);
    expect(results.map(({ kind }) => kind)).toEqual(['deliver', 'deliver', 'noop', 'deliver']);
    expect(want).toMatchObject({
      status: 'resolved',
      resolutionCode: 'Solved',
      title: 'cause seen by prometheus/a'.replace('prometheus/', ''),
    });
    expect(want.description).toBe('text\n\nAlerts (2):\n- line of a\n- line of b');
  });

  it('does nothing for a repeat, an older version, and a resolve of something unknown', () => {
    expect(kinds([alert('a', 2), alert('a', 2)])).toEqual(['deliver', 'noop']);
    expect(kinds([alert('a', 2), alert('a', 5)])).toEqual(['deliver', 'noop']);
    expect(kinds([alert('a', 2), alert('a', 1, gone)])).toEqual(['deliver', 'superseded']);
    expect(run([alert('a', 2, gone)]).results).toEqual([{ kind: 'noop', reason: 'nothing to resolve: this alert was not active here' }]);
    expect(kinds([alert('a', 2, gone), alert('a', 1)])).toEqual(['noop', 'superseded']);
  });

  it('reopens the ticket within the window and opens a new one after it', () => {
    const soon = run([alert('a', 1), alert('a', 2, gone), alert('a', 3)]);
    expect(soon.results.at(-1)).toMatchObject({ kind: 'deliver', episode: 1, want: { status: 'in_progress' } });
    const late = run([alert('a', 1), alert('a', 2, gone), alert('a', 3, { occurredAt: 2_000 + 1_800_001 })]);
    expect(late.results.at(-1)).toMatchObject({
      kind: 'deliver',
      episode: 2,
      want: { status: 'new', description: 'text\n\nAlerts (1):\n- line of a' },
    });
    const edge = run([alert('a', 1), alert('a', 2, gone), alert('a', 3, { occurredAt: 2_000 + 1_800_000 })]);
    expect(edge.state.episode).toBe(1);
  });

  it('keeps the highest rank of an episode, and the smallest record at the same rank', () => {
    const { want } = run([alert('b', 1, { rank: 4 }), alert('a', 2, { rank: 2 }), alert('b', 3, { rank: 1 })]);
    expect(want.title).toBe('cause seen by b');
    expect(run([alert('b', 1), alert('a', 2)]).want.title).toBe('cause seen by a');
    const next = run([alert('b', 1, { rank: 4 }), alert('b', 2, gone), alert('a', 3, { occurredAt: 9_000_000 })]);
    expect(next.want.title).toBe('cause seen by a');
  });

  it('lists fifty alerts and counts the rest', () => {
    const many = Array.from({ length: 60 }, (_, i) => alert(`r${String(i).padStart(3, '0')}`, i + 1));
    const { description } = run(many).want;
    expect(String(description).split('\n').slice(2)).toHaveLength(52);
    expect(description).toContain('... and 10 more');
  });

  it('forgets inactive alerts first when there are too many, and stays bounded', () => {
    const many = Array.from({ length: maxAlerts }, (_, i) => alert(`r${i}`, i + 1));
    const { state } = run([...many, alert('r5', 2_000, gone), alert('new', 3_000), alert('newer', 3_001)]);
    expect(state.alerts).toHaveLength(maxAlerts);
    const records = state.alerts.map(({ record }) => record);
    expect(records).not.toContain('prometheus/r5');
    expect(records).toContain('prometheus/new');
    expect(records).not.toContain('prometheus/newer');
  });

  it('treats record names as data', () => {
    const { state } = run([alert('__proto__', 1), alert('constructor', 2), alert('__proto__', 3, gone)]);
    expect(state.alerts.map(({ record, active }) => [record, active])).toEqual([
      ['prometheus/__proto__', false],
      ['prometheus/constructor', true],
    ]);
  });
});

/** Some alerts, each a sequence of firing and resolved, in one order that keeps each record's own order; all within the window. */
const step = fc.record({ record: fc.constantFrom('a', 'b', 'c', 'd'), active: fc.boolean(), rank: fc.integer({ min: 0, max: 4 }) });
function history(steps: readonly { record: string; active: boolean; rank: number }[]): Contribution[] {
  return steps.map(({ record, active, rank }, i) => alert(record, i + 1, { rank, phase: active ? 'active' : 'resolved' }));
}
/** Another order of the same contributions in which each record's own order is kept. */
function interleaved(contributions: readonly Contribution[], picks: readonly number[]): Contribution[] {
  const queues = [...Map.groupBy(contributions, ({ record }) => record).values()].map((queue) => [...queue]);
  return contributions.map((_, i) => {
    const waiting = queues.filter((queue) => queue.length > 0);
    const next = waiting[(picks[i] ?? 0) % waiting.length]?.shift();
    if (next === undefined) throw new Error('ran out of contributions');
    return next;
  });
}

describe('episodes, for any history', () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 25 });

  it('folds the same contribution twice into the same case', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { state } = run(history(all));
        const again = run(history(all).flatMap((one) => [one, one])).state;
        expect(again).toEqual(state);
      }),
    );
  });

  it('ends open or resolved, with as many episodes and the same lead, in whatever order records interleave', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat({ max: 11 }), { minLength: 25, maxLength: 25 }), (all, picks) => {
        const one = run(history(all)).state;
        const other = run(interleaved(history(all), picks)).state;
        expect([other.episode, other.resolvedAt === null, other.alerts]).toEqual([one.episode, one.resolvedAt === null, one.alerts]);
        expect(other.lead).toEqual(one.lead);
      }),
    );
  });

  it('is open exactly while some alert is active, and never lowers its rank', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let state: unknown = null;
        let rank = -1;
        for (const contribution of history(all)) {
          state = episode(state, contribution).state;
          const now = state as EpisodeCase;
          if (now.episode > 0) expect(now.resolvedAt === null).toBe(now.alerts.some(({ active }) => active));
          expect(now.lead?.rank ?? -1).toBeGreaterThanOrEqual(rank);
          rank = now.lead?.rank ?? -1;
        }
      }),
    );
  });

  it('never changes the ticket for a lower version', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (all, pick) => {
        const contributions = history(all);
        const { state } = run(contributions);
        const old = contributions[pick % contributions.length];
        if (old === undefined) throw new Error('no contribution');
        const late = episode(state, { ...old, version: old.version - 0.5, digest: 'other', rank: 4 });
        expect(late.result.kind).toBe('superseded');
        expect(late.state).toEqual(state);
      }),
    );
  });
});

describe('record copies', () => {
  const version = (n: number, title: string, digest = `d${n}`): Contribution =>
    alert('INC1', n, { digest, want: JSON.stringify({ ticket: { title } }) });

  it('delivers newer versions, and says why it leaves others', () => {
    const { results, want } = run([version(1, 'a'), version(1, 'a'), version(3, 'c'), version(2, 'b')], copy);
    expect(results.map(({ kind }) => kind)).toEqual(['deliver', 'noop', 'deliver', 'superseded']);
    expect(want).toEqual({ title: 'c' });
  });

  it('applies an equal version with other content in arrival order', () => {
    expect(run([version(1, 'a'), version(1, 'b', 'other')], copy).want).toEqual({ title: 'b' });
  });
});

it('has no fold for a pattern that can not run', () => {
  expect(() => foldFor('change-coordination')).toThrow('no case fold');
});
