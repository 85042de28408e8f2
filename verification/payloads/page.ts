/** The table of docs/reference/payload-coverage.md. */
import type { Row } from './coverage.ts';
import { systems } from './systems.ts';

const INTRO = [
  '<!-- DO NOT EDIT: written by verification/payloads/coverage.test.ts with UPDATE_GOLDEN=1 -->',
  '# Payloads that were read',
  '',
  'Public payloads of the systems below, as they stand in documentation, fixtures and conformance suites: what of each file becomes a canonical record, and what is',
  'parked with which words. Nothing else may happen: no file makes a connector fail, and no status, severity or time comes from a field that is not there (one field',
  'after the other is taken out to see that). Files named `keep-` are templates of a test tool rather than calls of the vendor; they are parked.',
  '',
];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

function totals(rows: readonly Row[]): string[] {
  const lines = Object.entries(systems).map(([vendor, { connector }]) => {
    const own = rows.filter((row) => row.vendor === vendor);
    const sum = (of: (row: Row) => number): number => own.reduce((total, row) => total + of(row), 0);
    return `| ${vendor} | \`${connector}\` | ${own.length} | ${sum((row) => row.mapped)} | ${sum((row) => row.parked)} |`;
  });
  return ['| system | connector | files | events mapped | events parked |', '| --- | --- | ---: | ---: | ---: |', ...lines, ''];
}

function vendorTable(vendor: string, rows: readonly Row[]): string[] {
  const lines = rows
    .filter((row) => row.vendor === vendor)
    .map(({ file, mapped, parked, why }) => `| ${cell(file)} | ${mapped} | ${parked} | ${cell(why.join(' '))} |`);
  return [`## ${vendor}`, '', '| file | mapped | parked | why |', '| --- | ---: | ---: | --- |', ...lines, ''];
}

export function pageOf(rows: readonly Row[]): string {
  return [...INTRO, ...totals(rows), ...Object.keys(systems).flatMap((vendor) => vendorTable(vendor, rows))].join('\n');
}
