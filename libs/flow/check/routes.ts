import { splitPath } from '../paths.ts';
import type { Flow, Row } from '../schema/flow.ts';
import { nearest } from '../suggest.ts';
import { parseTemplate } from '../template.ts';
import type { Report } from './report.ts';

/** `route.<name>` values that a row takes, or a text. */
export function routeNamesOf(row: Pick<Row, 'from' | 'value'>): readonly string[] {
  const paths = row.from === undefined ? [] : [row.from];
  if (row.value !== undefined) {
    const template = parseTemplate(row.value);
    if ('holes' in template) paths.push(...template.holes.flat());
  }
  return paths.flatMap((path) => {
    const segments = splitPath(path);
    return segments?.[0] === 'route' && segments[1] !== undefined ? [segments[1]] : [];
  });
}

export function checkRoutes({ spec }: Flow, report: Report): void {
  const seen = new Set<string>();
  for (const [i, rule] of spec.route.entries()) {
    if (seen.has(rule.name))
      report('flow.route.name', ['spec', 'route', i, 'name'], {
        message: `another rule is named '${rule.name}' already`,
        hint: 'rename one',
      });
    seen.add(rule.name);
    const last = i === spec.route.length - 1;
    if (rule.when === undefined && !last) {
      report('flow.route.otherwise', ['spec', 'route', i], {
        message: `rule '${rule.name}' has no condition, so the rules after it are never reached`,
        hint: 'give it a when, or move it to the end',
      });
    }
    if (rule.when !== undefined && last) {
      report('flow.route.otherwise', ['spec', 'route', i], {
        message: 'no rule says where a record goes that matches none',
        expected: 'a last rule without when',
        hint: 'add { name: otherwise, set: { ... } }',
      });
    }
  }
  checkRouteValues(spec, report);
}

/** Everything that takes values of the route, and what it is called. */
function takersOf({ map, notes }: Flow['spec']) {
  return [
    ...map.map((row, i) => ({
      at: ['spec', 'map', i, row.from === undefined ? 'value' : 'from'] as const,
      what: `the row '${row.to}'`,
      names: routeNamesOf(row),
    })),
    ...notes.map(({ on, text }, i) => ({
      at: ['spec', 'notes', i, 'text'] as const,
      what: `the text on '${on}'`,
      names: routeNamesOf({ value: text }),
    })),
  ];
}

function checkRouteValues(spec: Flow['spec'], report: Report): void {
  for (const { at, what, names } of takersOf(spec)) {
    for (const name of names) {
      if (spec.route.length === 0)
        report('flow.route.unset', at, {
          message: `takes route.${name}, and the flow has no rules`,
          hint: 'add route rules that set it',
        });
      for (const [j, rule] of spec.route.entries()) {
        if (Object.hasOwn(rule.set, name)) continue;
        const near = nearest(name, Object.keys(rule.set));
        report('flow.route.unset', ['spec', 'route', j, 'set'], {
          message: `rule '${rule.name}' does not set '${name}', which ${what} takes`,
          expected: `${name}: ...`,
          hint: near === null ? `add ${name}: ... to what it sets` : `rename '${near}' to '${name}', if that is what it means`,
        });
      }
    }
  }
}
