import { patterns } from '#libs/flow';
import { code, type Page, prose, table } from './markdown.ts';

/** What each pattern is told and obliges to. */
export function patternsPage(): Page {
  const body = [
    'A pattern is what a flow follows (`spec.pattern`): a template with parameters, and with obligations that `junctor check` holds every flow of it to. A pattern that can not run yet is',
    'described here and refused by `check`, so that no flow looks as if it ran.',
    '',
    ...patterns.flatMap(({ name, does, parameters, obligations, waiting }) => [
      `## ${code(name)}`,
      '',
      prose(does),
      '',
      ...(waiting === null ? [] : [`**Refused for now** (\`flow.pattern.waiting\`): ${prose(waiting)}.`, '']),
      ...table(
        [waiting === null ? 'parameter' : 'parameter (to come)', 'what it says'],
        Object.entries(parameters).map(([field, meaning]) => [code(field), prose(meaning)]),
      ),
      ...table(
        ['a flow of it must have', 'seen to by'],
        obligations.map(({ what, rule }) => [prose(what), `[${code(rule)}](check-rules.md#${rule.replaceAll('.', '')})`]),
      ),
    ]),
  ];
  return { file: 'patterns.md', title: 'Patterns', from: 'libs/flow/patterns/patterns.ts', body };
}
