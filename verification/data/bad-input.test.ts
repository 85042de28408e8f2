import { describe, expect, it } from '@jest/globals';
import { connector as alertmanager } from '#connectors/alertmanager';
import { connector as auditLog } from '#connectors/itsm-audit-log';
import type { Mapped, SourceEvent } from '#libs/connector-kit';
import { type BadItem, badPosts, badRows } from './bad-input.ts';

const severity = { critical: 'critical', warning: 'medium', info: 'info' };
const status = { Active: 'in_progress' };
const settings = alertmanager.settings.parse({ auth: { type: 'none' } });

function codeOf(event: SourceEvent, mapped: Mapped | undefined): string | null {
  if (event.defect !== null) return 'malformed';
  return mapped?.kind === 'rejected' ? mapped.code : null;
}

function expectFound(item: BadItem, event: SourceEvent): void {
  if (item.found.by === 'record') expect(event.record).toBe(item.found.value);
  if (item.found.by === 'reason') expect(event.defect).toContain(item.found.value);
  if (item.found.by === 'excerpt') expect(event.body.toString('utf8', 0, 500)).toContain(item.found.value);
}

it.each(badPosts())('$id: $what', (item) => {
  const events = alertmanager.webhook?.parse({}, item.body, settings) ?? [];
  const coded = events.map((event) => ({
    event,
    code: codeOf(event, alertmanager.maps?.[event.format]?.(event.body, { severity }, event.attributes)),
  }));
  const [bad, ...more] = coded.filter(({ code }) => code !== null);
  expect(more).toEqual([]);
  expect(bad?.code).toBe(item.code);
  if (bad !== undefined) expectFound(item, bad.event);
  expect(coded.filter(({ code }) => code === null).map(({ event }) => event.record)).toEqual(item.goodBeside);
});

it.each(badRows())('$id: $what', (item) => {
  const [event, ...more] = auditLog.topic?.parse(item.key, item.value, {}, { timezone: 'UTC' }) ?? [];
  expect(more).toEqual([]);
  if (event === undefined) throw new Error('an event was expected');
  expect(codeOf(event, auditLog.maps?.[event.format]?.(event.body, { status }, event.attributes))).toBe(item.code);
  expectFound(item, event);
});

describe('the list', () => {
  it('has every id once', () => {
    const ids = [...badPosts(), ...badRows()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
