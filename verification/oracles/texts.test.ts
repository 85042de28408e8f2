import { expect, it } from '@jest/globals';
import { judgeTexts } from './texts.ts';
import type { LedgerLine, Ticket } from './tickets.ts';

const ticket: Ticket = {
  ...{
    alertname: 'A',
    cluster: 'c',
    namespace: 'n',
    state: 'resolved',
    impact: 'high',
    urgency: 'high',
    priority: 1,
    group: 'G',
    ci: null,
  },
  ...{ number: 'INC1', traceparent: null },
};
const line = (table: string, after: Readonly<Record<string, string>>): LedgerLine => ({
  ...{
    at: 0,
    op: 'create',
    table,
    sys_id: 'i1',
    number: table === 'incident' ? 'INC1' : null,
    display: {},
    withheld: false,
    traceparent: null,
  },
  after,
});
const said = (text: string, record = 'i1'): LedgerLine => line('sys_journal_field', { element_id: record, value: text });
const over = 'Over: it is gone [jr:00000001]';
const back = 'Back: it fires [jr:00000002]';
const overAgain = 'Over: it is gone [jr:00000003]';

it.each<[string, string, readonly string[], readonly string[], readonly string[]]>([
  ['each once, the last word is the state', 'resolved', [over, back, overAgain], [], []],
  ['nothing is said of one that never was resolved', 'open', ['Worse: much [jr:00000004]'], [], []],
  ['the same delivery twice', 'resolved', [over, over], ['i1 [jr:00000001]: 2 times'], []],
  ['the end was not told', 'resolved', [over, back], [], [`INC1 is resolved, and was told last: ${back}`]],
  ['nothing was told', 'resolved', [], [], ['INC1 is resolved, and was told last: nothing']],
  ['the end was told of an open one', 'open', [over], [], [`INC1 is open, and was told last: ${over}`]],
])('%s', (_name, state, texts, doubled, missing) => {
  const lines = [line('incident', {}), said(over, 'i2'), ...texts.map((text) => said(text))];
  expect(judgeTexts(lines, [ticket], [{ ...ticket, state }])).toEqual({ doubled, missing });
});
