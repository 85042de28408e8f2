import type { Random } from '#verification/data';
import { type FaultKind, kindsAt, type Planned, produceSites, sites } from './fault-kinds.ts';

const allKinds = [...new Set([...kindsAt.values()].flat())];
const allSites = [...kindsAt.keys()];
/** Where records pass all the time: whatever else a seed has, some of its faults are sure to fire. */
const busy = [produceSites[0] ?? '', 'store.accept', 'store.record', 'store.settleAndClaim'] as const;

/**
 * What goes wrong in one history. Each has its own mixture: some kinds only, some sites more than others, so that rare combinations come
 * about; and now and then something known to be hard, whose parts have to fall together.
 */
export function misfortuneOf(random: Random, forMs: number): Planned[] {
  const kinds = new Set(allKinds.filter(() => random.chance(0.6)));
  const favoured = allSites.filter(() => random.chance(0.1));
  const count = random.pick([4, 8, 12, 20, 36]);
  const single = Array.from({ length: count }, (): Planned[] => {
    const site = favoured.length > 0 && random.chance(0.5) ? pickOf(favoured, random) : pickOf(allSites, random);
    const fitting = kindsAt.get(site) ?? [];
    const left = fitting.filter((kind) => kinds.has(kind));
    return left.length > 0 ? [planned(pickOf(left, random), site, random.next() * forMs, random)] : [];
  });
  const sure = busy.map((site) => planned(random.pick(['lost', 'landed', 'slow']), site, random.next() * forMs * 0.5, random));
  const together = Array.from({ length: random.pick([0, 0, 1, 1, 2, 4]) }, () => random.pick(hard)(random.next() * forMs * 0.8, random));
  return [...sure, ...single.flat(), ...together.flat()].sort((a, b) => a.at - b.at);
}

const pickOf = <T>(from: readonly T[], random: Random): T => {
  const found = from[random.below(from.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

function planned(kind: FaultKind, site: string, at: number, random: Random): Planned {
  return { at: Math.round(at), kind, site, times: random.chance(0.8) ? 1 : 1 + random.below(5), forMs: durationOf(kind, random) };
}

function durationOf(kind: FaultKind, random: Random): number {
  const between = (least: number, most: number): number => Math.round(least + random.next() * (most - least));
  switch (kind) {
    case 'stall':
      return between(5_000, 60_000);
    case 'broker-down':
    case 'store-down':
      return between(500, 15_500);
    case 'cut-off':
      return between(4_000, 25_000);
    case 'target-down':
      return random.chance(0.2) ? between(60_000, 180_000) : between(2_000, 22_000);
    case 'auth-expired':
      return between(3_000, 60_000);
    case 'rate-limit':
      return between(1_000, 13_000);
    case 'clock-jump':
      return random.pick([-3_600_000, -600_000, 600_000, 3_600_000]);
    default:
      return 0;
  }
}

type Recipe = (at: number, random: Random) => Planned[];

/** A destination takes its time over what its caller loses the lease for, in different ways. */
const asleep: Recipe = (at, random) => [
  planned(random.pick(['late-execution', 'withheld']), random.pick([sites.desk.create, sites.desk.create, sites.desk.update]), at, random),
  planned('cut-off', sites.desk.create, at, random),
  planned('cut-off', sites.desk.update, at, random),
];

/** Whoever asks what became of a call is hit while it asks. */
const askInterrupted: Recipe = (at, random) => [
  planned(random.pick(['withheld', 'late-execution', 'crash-sent', 'gateway']), sites.desk.create, at, random),
  planned(random.pick(['stall', 'crash-answered', 'rate-limit', 'target-down', 'slow', 'cut-off']), sites.desk.find, at, random),
];

/** The same of a text that is added: it may be there already, and what waits behind it goes on. */
const textInDoubt: Recipe = (at, random) => [
  planned(random.pick(['withheld', 'late-execution', 'crash-sent', 'gateway']), sites.desk.note, at, random),
  planned(random.pick(['stall', 'crash-answered', 'rate-limit', 'slow', 'cut-off', 'withheld']), sites.desk.findNote, at, random),
  planned(random.pick(['withheld', 'late-execution', 'invalid', 'refused']), sites.desk.note, at + random.next() * 10_000, random),
];

/** What a process holds cannot go on while it has to leave. */
const stoppedWithWork: Recipe = (at, random) => [
  {
    at,
    kind: random.pick(['lost', 'slow', 'landed']),
    site: pickOf(['store.accept', 'store.record', ...produceSites.slice(1)], random),
    times: 12,
    forMs: 0,
  },
  { ...planned('redeploy', sites.everything, at + random.next() * 2_000, random), times: 1 },
];

/** Partitions change hands while records are being looked up, handed on or written. */
const handedOver: Recipe = (at, random) => [
  {
    at,
    kind: random.pick(['slow', 'lost', 'landed']),
    site: pickOf(['store.context', 'store.accept', ...produceSites], random),
    times: 3,
    forMs: 0,
  },
  planned('rebalance', sites.everything, at + random.next() * 1_000, random),
];

/** The database takes long over claims and renewals. */
const slowLeases: Recipe = (at, random) => [
  { at, kind: 'slow', site: 'store.settleAndClaim', times: 1 + random.below(3), forMs: 0 },
  { at, kind: random.pick(['slow', 'lost', 'landed']), site: 'store.renew', times: 6, forMs: 0 },
  planned(random.pick(['slow', 'withheld', 'late-execution']), sites.desk.create, at, random),
];

/** A system is away, or lets nobody in, and what waits for it is hit when it goes on. */
const heldThen: Recipe = (at, random) => [
  planned(random.pick(['target-down', 'auth-expired', 'rate-limit']), sites.desk.update, at, random),
  planned(
    random.pick(['invalid', 'crash-sent', 'stall', 'withheld', 'refused', 'rate-limit']),
    sites.desk.update,
    at + 3_000 + random.next() * 10_000,
    random,
  ),
  planned('withheld', sites.desk.create, at + random.next() * 10_000, random),
];

/** A state that may have been written is refused when it is sent again, and what comes after it builds on what is known. */
const doubtThenRefused: Recipe = (at, random) => {
  const site = random.pick([sites.desk.update, sites.desk.create]);
  return [planned(random.pick(['withheld', 'late-execution', 'crash-sent']), site, at, random), planned('invalid', site, at, random)];
};

/** The broker is away while somebody calls who does not come again, and what is kept of the call is hit as well. */
const keptMeanwhile: Recipe = (at, random) => [
  { at, kind: 'broker-down', site: sites.everything, times: 1, forMs: Math.round(3_000 + random.next() * 12_000) },
  planned(
    random.pick(['slow', 'landed', 'crash-answered', 'lost']),
    pickOf(['store.spool', 'store.drainSpool', 'store.spoolDone'], random),
    at,
    random,
  ),
  planned(random.pick(['slow', 'landed', 'stall', 'late']), produceSites[0] ?? '', at + random.next() * 5_000, random),
];

/** What is owed is hit when it is written down, when its turn comes and when it is paid. */
const owedLonger: Recipe = (at, random) => [
  { at, kind: random.pick(['slow', 'lost']), site: 'store.context', times: 1 + random.below(8), forMs: 0 },
  planned(
    random.pick(['slow', 'lost', 'landed', 'stall', 'crash-answered']),
    pickOf(['store.oweContext', 'store.dueContext', 'store.contextPaid'], random),
    at,
    random,
  ),
  planned(random.pick(['slow', 'lost', 'landed', 'late']), 'produce junctor.enriched.event.v1', at + random.next() * 5_000, random),
];

/** Something is refused, and a process is hit while it is sent again. */
const sentAgain: Recipe = (at, random) => [
  planned('invalid', pickOf([sites.desk.update, sites.desk.create, sites.webhook, sites.files], random), at * 0.5, random),
  planned(
    random.pick(['slow', 'lost', 'landed', 'stall', 'crash-answered']),
    pickOf(['store.redeliver', 'store.finishItems'], random),
    at,
    random,
  ),
  planned(random.pick(['withheld', 'crash-sent', 'refused']), sites.desk.update, at, random),
];

const hard: [Recipe, ...Recipe[]] = [
  textInDoubt,
  keptMeanwhile,
  owedLonger,
  sentAgain,
  asleep,
  askInterrupted,
  stoppedWithWork,
  handedOver,
  slowLeases,
  heldThen,
  doubtThenRefused,
];
