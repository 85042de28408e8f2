/** What happens in twelve months between a monitor and a ticket tool, month by month; each change is an edit of files and two or three commands. */

import { writeFileSync } from 'node:fs';
import type { Desk } from './desk.ts';
import { flowFor, prometheusFlow, prometheusSystem, zabbixSystem } from './files.ts';
import type { FileChange } from './line-diff.ts';
import type { Load } from './load.ts';
import { copyOf, type Office } from './office.ts';

/** Where the year takes place. */
export interface Scene {
  readonly office: Office;
  readonly load: Load;
  readonly desk: Desk;
  readonly secretsDir: string;
  /** Waits until it holds; throws when it does not within two minutes. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
}

export interface Month {
  readonly month: number;
  readonly title: string;
  /** Runs it; every sentence that is told is what was seen, and `hold` is what must be so. */
  run(scene: Scene, tell: Telling): Promise<void>;
}

export interface Telling {
  say(sentence: string): void;
  /** Lines that a command printed. */
  quote(command: string, text: string): void;
  files(changes: readonly FileChange[]): void;
  hold(claim: string, holds: boolean): void;
}

const flow = 'flows/prometheus-to-servicenow/flow.yaml';
const prometheus = 'systems/prometheus.yaml';

export const year: readonly Month[] = [
  {
    month: 1,
    title: 'A monitor is connected',
    async run(scene, tell) {
      const { office, load, desk } = scene;
      office.write(prometheus, prometheusSystem(scene.secretsDir));
      office.write(flow, prometheusFlow);
      await publish(scene, tell);
      await scene.until('an address for Prometheus', () => desk.listens('prometheus'));
      load.begin();
      await scene.until('the first tickets', async () => (await desk.tickets()).size >= 5);
      tell.say(`${load.reported.length} problems reported so far, and tickets are there for them; from here on they come and go all year.`);
    },
  },
  {
    month: 3,
    title: 'The ticket tool demands a category',
    async run(scene, tell) {
      const { office, desk } = scene;
      await desk.demand('category');
      const cause = await causeOf(scene, 'deliver');
      tell.say('A data policy of ServiceNow refuses incidents without a category. What was refused waits, and says why:');
      tell.quote('junctor review', cause.lines);
      tell.hold('the cause names what is missing', /mandatory: Category/.test(cause.lines));
      const row =
        '    - { to: urgency, from: severity, valueMap: impact, required: true, reason: How severe it is says how long it can wait }\n';
      office.edit(flow, row, `${row}    - { to: category, value: software, required: true, reason: ServiceNow demands one since March }\n`);
      await change(scene, tell);
      await replay(scene, tell, cause.fingerprint, ['--remap', '--reason', 'a category is mapped']);
      tell.hold('every refused ticket is there', (await openOf(scene)) === 0);
    },
  },
  {
    month: 5,
    title: 'The monitor changes its severities',
    async run(scene, tell) {
      const { office, load } = scene;
      load.words = ['sev1', 'sev2'];
      const cause = await causeOf(scene, 'transform');
      tell.say('The rules of the monitor now say sev1 and sev2. Nobody guesses what that means: it waits.');
      tell.quote('junctor review', cause.lines);
      office.edit(
        prometheus,
        'severity: { critical: critical, warning: medium }',
        'severity: { critical: critical, warning: medium, sev1: critical, sev2: medium }',
      );
      await change(scene, tell);
      await replay(scene, tell, cause.fingerprint, ['--reason', 'sev1 and sev2 are mapped']);
      tell.hold('everything that waited is a ticket now', (await openOf(scene)) === 0);
    },
  },
  {
    month: 6,
    title: 'A slip of the pen',
    async run(scene, tell) {
      const { office } = scene;
      const tried = copyOf(office);
      const before = await revisionOf(scene);
      try {
        const text = office.read(flow).replace('from: severity, valueMap: impact', 'from: severty, valueMap: impct');
        writeFileSync(`${tried.folder}/${flow}`, text);
        const said = await office.junctor('apply', tried.folder);
        tell.quote('junctor apply', said.out);
        const line = text.split('\n').findIndex((each) => each.includes('severty')) + 1;
        tell.hold('it is refused with exit code 1', said.code === 1);
        tell.hold(`each slip is named with its place (${flow}:${line})`, said.out.split(`${flow}:${line}:`).length === 3);
        tell.hold('nothing was applied', (await revisionOf(scene)) === before && said.out.includes('nothing was applied'));
      } finally {
        tried.remove();
      }
    },
  },
  {
    month: 7,
    title: 'The wording is improved, twice in a row',
    async run(scene, tell) {
      const { office } = scene;
      office.edit(flow, "'{{name}} fires'", "'{{name}} fires, severity {{severity}}'");
      await change(scene, tell);
      office.edit(flow, "'{{name}} fires, severity {{severity}}'", "'{{severity}}: {{name}}'");
      await change(scene, tell);
      tell.say('Problems came in between and during both; which wording each has is counted at the end of the year.');
    },
  },
  {
    month: 8,
    title: 'Security alerts get their own routing',
    async run(scene, tell) {
      const { office, desk } = scene;
      const rule = [
        "    - name: security\n      when: has(event.labels.topic) && event.labels.topic == 'security'\n",
        '      set: { group: Security Operations }\n',
        '      reason: Only they may see what it is about\n',
      ].join('');
      office.edit(flow, '  route:\n', `  route:\n${rule}`);
      await change(scene, tell);
      await scene.until('a ticket of Security Operations', async () =>
        [...(await desk.tickets()).values()].some(({ group }) => group === 'Security Operations'),
      );
      tell.say('The next security alert went to Security Operations.');
    },
  },
  {
    month: 11,
    title: 'A second monitor joins',
    async run(scene, tell) {
      const { office, load, desk } = scene;
      office.write('systems/zabbix.yaml', zabbixSystem(scene.secretsDir));
      office.write('flows/zabbix-to-servicenow/flow.yaml', flowFor('zabbix', office.read(flow)));
      await change(scene, tell);
      await scene.until('an address for Zabbix', () => desk.listens('zabbix'));
      load.monitors = ['prometheus', 'zabbix'];
      const names = (): Set<string> => new Set(load.reported.filter(({ monitor }) => monitor === 'zabbix').map(({ name }) => name));
      await scene.until(
        'tickets of Zabbix',
        async () => [...(await desk.tickets()).keys()].filter((name) => names().has(name)).length >= 3,
      );
      tell.say('Its problems become tickets beside those of the first one, by the same rules.');
    },
  },
];

/** Shows what the files say now, in lines and in words, and applies it; its revision. */
async function publish({ office, desk }: Scene, tell: Telling): Promise<string> {
  tell.files(office.changes());
  const diff = await office.junctor('diff');
  tell.quote('junctor diff', diff.out);
  const { code, json } = await office.ask('apply');
  tell.hold(`junctor apply made revision ${String(json.revision)} the current one`, code === 0 && json.changed === true);
  desk.applied(String(json.revision));
  return String(json.revision);
}

/** The same, until records are accepted under it. */
async function change(scene: Scene, tell: Telling): Promise<void> {
  const revision = await publish(scene, tell);
  await scene.until('records under the new revision', () => scene.desk.governs(revision));
}

async function revisionOf({ office }: Scene): Promise<unknown> {
  return (await office.ask('diff')).json.from;
}

interface Group {
  readonly fingerprint: string;
  readonly stage: string;
  readonly count: number;
}

/** Waits for records that were parked for one cause at this stage. */
async function causeOf({ office, until }: Scene, stage: string): Promise<{ readonly fingerprint: string; readonly lines: string }> {
  let found: Group | undefined;
  await until(`records parked at ${stage}`, async () => {
    const { json } = await office.ask('review');
    found = (json.groups as readonly Group[]).find((group) => group.stage === stage && group.count >= 5);
    return found !== undefined;
  });
  return { fingerprint: found?.fingerprint ?? '', lines: (await office.junctor('review')).out };
}

async function openOf({ office }: Scene): Promise<number> {
  return Number((await office.ask('review')).json.total);
}

const rounds = 5;

/** What was on its way while the cause was mended may still be parked for it: the same command takes that, too. */
async function replay(scene: Scene, tell: Telling, cause: string, how: readonly string[]): Promise<void> {
  let [sent, over] = [0, 0];
  for (let round = 0; round < rounds && (await openOf(scene)) > 0; round++) {
    const { code, json, err } = await scene.office.ask('review', 'replay', '--cause', cause, ...how, '--wait', '--timeout', '120');
    const items = (json.items ?? []) as readonly { readonly state: string; readonly text: string }[];
    sent += items.filter(({ state }) => state === 'delivered').length;
    over += items.filter(({ state }) => state === 'superseded').length;
    if (code !== 0)
      tell.say(
        `round ${round + 1} ended with ${code}: ${(err || JSON.stringify(items.find(({ state }) => state !== 'delivered'))).slice(0, 300)}`,
      );
  }
  scene.desk.superseded += over;
  const meanwhile = over === 0 ? '' : `, ${over} were superseded: their alert was resolved meanwhile`;
  tell.say(
    `junctor review replay --cause ${cause.slice(0, 8)}… ${how.slice(0, -1).join(' ')} ...: ${sent} records went through${meanwhile}.`,
  );
}
