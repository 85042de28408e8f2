import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkWorkspace } from './check/check.ts';
import { compileWorkspace } from './compile.ts';
import { parseWorkspace } from './parse.ts';
import { demoFiles } from './testdata/demo.ts';
import { facts } from './testdata/facts.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'explanation', 'flows.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n# file: (\S+)\n([\s\S]*?)```/g)].map(([, path = '', text = '']) => [path, text] as const);

describe('docs/explanation/flows.md', () => {
  it('has the examples that it talks about', () => {
    expect(blocks.map(([path]) => path)).toEqual([
      'flows/alerts-to-tickets/flow.yaml',
      'flows/tickets-to-archive/flow.yaml',
      'systems/prometheus.yaml',
    ]);
  });

  it('shows only what parses, checks and compiles', () => {
    const systems = Object.entries(demoFiles()).filter(([path]) => path.startsWith('systems/'));
    const { workspace, problems } = parseWorkspace({ ...Object.fromEntries(systems), ...Object.fromEntries(blocks) });
    expect(problems).toEqual([]);
    expect(checkWorkspace(workspace, facts).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(compileWorkspace(workspace, 'r').flows).toHaveLength(2);
  });
});
