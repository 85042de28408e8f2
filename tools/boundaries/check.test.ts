import { describe, expect, it } from '@jest/globals';
import { checkBoundaries } from './check.ts';

const planted: readonly [string, string, string][] = [
  ['services/route/route.ts', "import { x } from '#services/deliver';", 'never another service'],
  ['services/route/route.ts', "import { Kafka } from 'kafkajs';", 'Kafka clients live in libs/log alone'],
  ['services/route/route.ts', "import { DataSource } from 'typeorm';", 'only libs/state sees the database'],
  ['services/enrich/enrich.ts', "import type { Store } from '#libs/state';", 'is a pure step'],
  ['libs/stage/runner.ts', "import type { Incident } from '#libs/model';", 'no domain word'],
  ['libs/flow/map.ts', "import { createStore } from '#libs/state';", 'it imports the model alone'],
  ['libs/flow/map.ts', "import { Module } from '@nestjs/common';", 'pure code does not see it'],
  ['libs/state/pool.ts', "export { y } from '../log/port.ts';", 'relative path'],
  ['connectors/jira/index.ts', "import { map } from '#connectors/servicenow';", 'never another connector'],
  ['connectors/jira/index.ts', "const late = await import('#libs/state');", 'never another connector, a service or state'],
  ['simulators/jira/main.ts', "import { connector } from '#connectors/jira';", 'a simulator is a vendor'],
  ['cli/main.ts', "import { createTransform } from '#services/transform';", 'second implementation'],
  ['cli/verbs/connectors.ts', "const { connector } = await import('#connectors/jira');", 'never one by name'],
  ['libs/workspace/facts.ts', "import { registry } from '#connectors';", 'the registry is brought by whoever asks'],
  ['verification/reference/reference.ts', "import { foldFor } from '#libs/flow';", 'the reference is independent'],
];

describe('boundaries', () => {
  it.each(planted)('%s: %s', (path, text, sentence) => {
    const { findings } = checkBoundaries([{ path, text: `\n${text}\n` }]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ path, line: 2 });
    expect(findings[0]?.message).toContain(sentence);
  });

  it('lets the allowed ones pass', () => {
    const files = [
      {
        path: 'services/route/route.ts',
        text: "import { x } from '#libs/flow'; import { c } from '#connectors'; import { y } from './y.ts';",
      },
      { path: 'cli/check-workspace.ts', text: "await import('#connectors'); await import('#libs/workspace');" },
      { path: 'libs/log/kafkajs.ts', text: "import { Kafka } from 'kafkajs';" },
      { path: 'services/route/route.test.ts', text: "import { x } from '#libs/local-stack';" },
    ];
    expect(checkBoundaries(files).findings).toEqual([]);
  });

  it('finds a cycle between files of one room', () => {
    const { cycles } = checkBoundaries([
      { path: 'libs/log/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'libs/log/b.ts', text: "export { A } from './a.ts';" },
    ]);
    expect(cycles).toEqual(['libs/log/a.ts -> libs/log/b.ts -> libs/log/a.ts']);
  });

  it('finds a cycle between rooms', () => {
    const { cycles } = checkBoundaries([
      { path: 'libs/stage/a.ts', text: "import '#libs/log';" },
      { path: 'libs/log/b.ts', text: "import '#libs/stage';" },
    ]);
    expect(cycles).toEqual(['libs/log -> libs/stage -> libs/log']);
  });
});
