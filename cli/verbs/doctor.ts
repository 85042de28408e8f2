import type { Command } from 'commander';
import { withConnection } from '../connection.ts';
import { type Finding, fail, ok, tried } from '../doctor/finding.ts';
import { lineFindings } from '../doctor/line.ts';
import { machineFindings } from '../doctor/machine.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, plain, type Result } from '../output.ts';
import { whyNoneAnswers } from '../reach.ts';
import { type KnownServers, knownServers } from '../settings.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly data: string };

export function addDoctor(program: Command, verb: Verb): void {
  const command = addVerb(program, 'doctor', 'look at machine, servers and line, and say what to do; exit 1 when something does not work', [
    'junctor doctor',
    'junctor doctor -o json',
  ]);
  addData(command).action((options: Options) => runVerb(verb, options, () => doctor(verb.io, options)));
}

async function doctor(io: Io, { data }: Options): Promise<Result> {
  const servers = knownServers(io, data);
  const findings: Finding[] = [...machineFindings(servers)];
  const reached = await serverFindings(servers);
  findings.push(...reached);
  if (reached.length === 3 && reached.every(({ state }) => state === 'ok')) {
    findings.push(...(await tried('line', 'run again with --debug', () => withConnection(io, data, lineFindings))));
  }
  const failed = findings.filter(({ state }) => state === 'fail').length;
  return {
    code: failed === 0 ? exitCodes.ok : exitCodes.failed,
    json: { ok: failed === 0, findings },
    lines: [
      ...findings.flatMap((finding) => findingLines(finding, io)),
      failed === 0 ? 'nothing is broken' : `${count(failed, 'thing does', 'things do')} not work`,
    ],
  };
}

/** Servers that somebody named; those that `junctor up` would start are no fault while it does not run. */
async function serverFindings({ kafkaBrokers, registryUrl, databaseUrl, from }: KnownServers): Promise<Finding[]> {
  const asked = [
    { name: 'Kafka', addresses: kafkaBrokers ?? [], origin: from.kafka, variable: 'KAFKA_BROKERS' },
    { name: 'registry', addresses: registryUrl === undefined ? [] : [registryUrl], origin: from.registry, variable: 'SCHEMA_REGISTRY_URL' },
    { name: 'Postgres', addresses: databaseUrl === undefined ? [] : [databaseUrl], origin: from.postgres, variable: 'DATABASE_URL' },
  ];
  const findings = asked.map(async ({ name, addresses, origin, variable }): Promise<Finding[]> => {
    if (origin === undefined) return [];
    const why = await whyNoneAnswers(addresses, name === 'Kafka');
    if (why === null) return [ok(name, `answers (address from the ${origin})`)];
    const hint =
      origin === 'environment' ? `start it, or correct ${variable}` : 'stop and start `junctor up`; its logs are under the data directory';
    return [fail(name, `does not answer: ${why}`, hint)];
  });
  return (await Promise.all(findings)).flat();
}

function findingLines({ name, state, detail, hint }: Finding, io: Io): string[] {
  const colors = colorsOf(io);
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red }[state];
  return [
    `${paint(state.padEnd(4))}  ${name.padEnd(12)}  ${plain(detail, 500)}`,
    ...(hint === null ? [] : [`                    next: ${plain(hint, 500)}`]),
  ];
}
