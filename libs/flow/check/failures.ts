import type { FailureOverride } from '../schema/failures.ts';
import type { Report } from './report.ts';

type Action = FailureOverride['action'];
type Kind = FailureOverride['class'];

interface Sense {
  readonly actions: readonly Action[];
  /** Why the others are refused. */
  readonly because: string;
}

/** What may be done about a failure of each class. Holding needs something wider than a record that is held. */
const sense: Readonly<Record<Kind, Sense>> = {
  transient: { actions: ['retry', 'review'], because: 'a passing trouble passes: it is tried again, or shown to a person at once' },
  rateLimit: { actions: ['wait', 'hold'], because: 'who is told to wait waits; a try before that only makes it longer' },
  auth: { actions: ['hold', 'review'], because: 'tries with a credential that is refused can lock the account' },
  invalid: { actions: ['review', 'retry', 'hold'], because: 'the destination has answered, so there is nothing to ask' },
  down: { actions: ['hold', 'retry', 'review'], because: 'nothing was sent, so there is nothing to ask' },
  unknown: { actions: ['ask', 'review'], because: 'it may have been done: sending it again without asking makes a second one' },
  bug: { actions: ['isolate', 'review'], because: 'our own mistake does not go away by itself' },
};

const narrow: readonly unknown[] = ['record', 'lane'];

/** Does each departure from the failure policy make sense? `at`: where the list stands. */
export function checkFailures(overrides: readonly FailureOverride[], at: readonly string[], report: Report): void {
  const seen = new Set<string>();
  for (const [i, override] of overrides.entries()) {
    const path = [...at, i];
    const { class: kind, scope, action } = override;
    const key = `${kind}/${scope ?? '*'}`;
    if (seen.has(key)) report('workspace.failures', path, { message: `${kind} ${scope ?? ''} is in the list twice`, hint: 'remove one' });
    seen.add(key);
    const { actions, because } = sense[kind];
    if (!actions.includes(action)) {
      report('workspace.failures', [...path, 'action'], {
        message: `'${action}' makes no sense for ${kind}: ${because}`,
        expected: `one of ${actions.join(', ')}`,
        hint: null,
      });
      continue;
    }
    checkDetails(override, path, report);
  }
}

function checkDetails(
  { class: kind, scope, action, tries, afterwards }: FailureOverride,
  path: readonly (string | number)[],
  report: Report,
): void {
  const holdable = kind === 'auth' || kind === 'down';
  if (action === 'hold' && !holdable && narrow.includes(scope)) {
    report('workspace.failures', [...path, 'scope'], {
      message: `nothing is held for a failure of one ${scope ?? ''}`,
      expected: 'endpoint, credential or system',
      hint: 'leave the scope out',
    });
  }
  if (kind === 'transient' && scope === 'lane')
    report('workspace.failures', [...path, 'scope'], {
      message: 'a lost claim between our own replicas always goes on by itself',
      hint: 'leave the scope out',
    });
  for (const [name, value] of Object.entries({ tries, afterwards })) {
    if (value !== undefined && action !== 'retry')
      report('workspace.failures', [...path, name], { message: `${name} goes with retry, not with '${action}'`, hint: 'remove it' });
  }
}
