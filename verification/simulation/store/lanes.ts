import type { Claimed, DeliveryStore, Settled } from '#libs/state';
import { appendsBehind, blockedBy, supersedeHead } from './heads.ts';
import type { Holds } from './holds.ts';
import { type Attempt, addOutcome, at, type LaneRow, type Tables } from './tables.ts';

/** How long before its lease's end a holder ends its call (libs/state/contract.ts: renew). */
const marginMs = 2_000;

export function laneMethods(tables: Tables, holds: Holds, now: () => number): Pick<DeliveryStore, 'settleAndClaim' | 'renew' | 'waiting'> {
  const attemptsOf = (lane: LaneRow): Attempt[] => {
    const known = tables.attempts.get(lane.id) ?? [];
    tables.attempts.set(lane.id, known);
    return known;
  };

  function settle(each: Settled): boolean {
    const lane = tables.lanes.get(each.laneId);
    const attempt = lane && attemptsOf(lane).find(({ seq, n }) => seq === lane.headSeq && n === each.attempt);
    if (!lane || !attempt || lane.epoch !== each.epoch || attempt.state !== 'sending') return false;
    const { result } = each;
    attempt.state = stateOf(each);
    attempt.counted = result.kind === 'retry' && result.counted;
    lane.blocked = blockedBy(tables, lane, each, attempt.state === 'unknown');
    if (attempt.state === 'unknown') attempt.unknownSince = attempt.startedAt;
    if (result.kind === 'delivered' && attempt.episode !== null)
      tables.links.set(at(lane.id, attempt.episode), { ...result.link, writtenSeq: lane.headSeq });
    lane.epoch++;
    lane.owner = null;
    if (result.kind === 'retry') {
      lane.dueAt = now() + result.delayMs;
      return true;
    }
    if (lane.blocked === null) lane.headSeq++;
    lane.dueAt = lane.blocked === null && lane.headSeq < lane.nextSeq ? now() : null;
    addOutcome(tables, {
      deliveryId: each.deliveryId,
      kind: result.kind === 'appended' ? 'delivered' : result.kind,
      reason:
        result.kind === 'noop' || result.kind === 'appended'
          ? result.reason
          : result.kind === 'parked'
            ? result.failure.evidence.message
            : null,
      attempts: each.attempt,
      possibleDuplicate: 'possibleDuplicate' in result && result.possibleDuplicate,
      finishedAt: now(),
    });
    if (result.kind === 'parked') park(each);
    supersedeHead(tables, lane, now());
    if (result.kind === 'parked') appendsBehind(tables, lane);
    return true;
  }

  function park({ deliveryId, result }: Settled): void {
    const row = tables.inbox.get(deliveryId);
    if (!row || result.kind !== 'parked') return;
    const { evidence } = result.failure;
    tables.reviews.set(deliveryId, {
      id: deliveryId,
      messageId: row.messageId,
      stage: 'deliver',
      system: row.system,
      record: row.record,
      flow: row.flow,
      fingerprint: result.failure.class,
      code: evidence.code ?? result.failure.class,
      reason: evidence.message,
      field: evidence.field ?? null,
      expected: evidence.expected ?? null,
      excerpt: evidence.excerpt ?? null,
      hint: evidence.hint ?? null,
      sourceTopic: '',
      sourcePartition: -1,
      sourceOffset: -1,
      parkedAt: now(),
    });
  }

  function begin(lane: LaneRow, probes: Claimed['probes']): Claimed {
    const head = tables.queued.get(at(lane.id, lane.headSeq));
    if (!head) throw new Error(`lane ${lane.id} is due without a head`);
    const attempts = attemptsOf(lane);
    const tried = attempts.filter(({ seq }) => seq === lane.headSeq);
    const link = tables.links.get(at(lane.id, head.episode)) ?? null;
    const doubts = tried.flatMap((each) => {
      if (each.state === 'sending') return [Math.max(each.startedAt, now() - marginMs)];
      return each.state === 'unknown' ? [each.unknownSince ?? each.startedAt] : [];
    });
    // What is in doubt since the last known write: of heads before this one, too.
    const since = attempts.filter(({ episode, seq }) => episode === head.episode && seq > (link?.writtenSeq ?? -1));
    if (!head.append) doubts.push(...since.flatMap(({ unknownSince }) => unknownSince ?? []));
    for (const each of tried.filter(({ state }) => state === 'sending'))
      Object.assign(each, { state: 'unknown', unknownSince: Math.max(each.startedAt, now() - marginMs) });
    const n = Math.max(0, ...tried.map((each) => each.n)) + 1;
    const episode = head.append ? null : head.episode;
    attempts.push({ seq: lane.headSeq, n, episode, startedAt: now(), state: 'sending', counted: false, unknownSince: null });
    const written = link && tables.queued.get(at(lane.id, link.writtenSeq));
    return {
      laneId: lane.id,
      epoch: lane.epoch,
      deliveryId: head.id,
      targetSystem: lane.targetSystem,
      targetKey: lane.targetKey,
      episode: head.episode,
      flow: head.flow,
      want: JSON.parse(head.want),
      wantDigest: head.wantDigest,
      traceparent: head.traceparent,
      attempt: n,
      triedForMs: tried.length > 0 ? now() - Math.min(...tried.map(({ startedAt }) => startedAt)) : 0,
      link: link && { remoteId: link.remoteId, number: link.number, url: link.url, writtenDigest: link.writtenDigest },
      written: written ? JSON.parse(written.want) : null,
      mustAsk: doubts.length > 0,
      unknownForMs: doubts.length > 0 ? Math.max(0, now() - Math.max(...doubts)) : 0,
      tries: tried.filter(({ counted }) => counted).length,
      probes,
    };
  }

  return {
    async settleAndClaim(owner, settled, claim, leaseMs, lessons) {
      const seen = new Set<string>();
      const applied = settled.filter(({ laneId }) => !seen.has(laneId) && seen.add(laneId)).filter(settle).length;
      if (lessons) holds.learn(lessons);
      const allowed = holds.allow(
        claim.filter(({ max }) => max > 0),
        leaseMs,
      );
      const claimed = allowed.flatMap(({ order: { targetSystem }, max, probes }) => {
        const due = [...tables.lanes.values()].filter((lane) => lane.targetSystem === targetSystem && isDue(lane, now()));
        const taken = due.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0)).slice(0, max);
        return taken.map((lane) => ({ lane, probes }));
      });
      for (const { lane } of claimed) Object.assign(lane, { epoch: lane.epoch + 1, owner, dueAt: now() + leaseMs });
      holds.account(allowed, (system) => claimed.filter(({ lane }) => lane.targetSystem === system).length);
      return { claimed: claimed.map(({ lane, probes }) => begin(lane, probes)), refused: settled.length - applied };
    },
    async renew(leases, leaseMs) {
      const held = leases.flatMap(({ laneId, epoch }) => {
        const lane = tables.lanes.get(laneId);
        return lane?.epoch === epoch ? [lane] : [];
      });
      for (const lane of held) lane.dueAt = now() + leaseMs;
      return new Set(held.map(({ id }) => id));
    },
    async waiting() {
      const waiting = Map.groupBy(
        [...tables.lanes.values()].filter(({ dueAt, blocked }) => dueAt !== null || blocked !== null),
        (lane) => lane.targetSystem,
      );
      return [...waiting].map(([targetSystem, lanes]) => ({
        targetSystem,
        lanes: lanes.filter(({ dueAt }) => dueAt !== null).length,
        blocked: lanes.filter(({ blocked }) => blocked !== null).length,
        deliveries: lanes.reduce((sum, { nextSeq, headSeq }) => sum + nextSeq - headSeq, 0),
        oldestMs: Math.max(0, ...lanes.map(({ dueAt }) => now() - (dueAt ?? now()))),
      }));
    },
  };
}

const isDue = ({ dueAt }: LaneRow, now: number): boolean => dueAt !== null && dueAt <= now;

/** How the attempt ended (libs/state: attemptState). */
function stateOf({ result }: Settled): Attempt['state'] {
  if (result.kind === 'retry') return result.unknown ? 'unknown' : 'failed';
  if (result.kind === 'parked') return result.failure.class === 'unknown' ? 'unknown' : 'failed';
  return 'ok';
}
