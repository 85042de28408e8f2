import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type AvroRecord, avroSchemas, type Event, encode, typeForSchema, typeOf } from '#libs/model';
import { inline, readParts } from './schema-files.ts';

const schemas = resolve(import.meta.dirname, '../../schemas');
const parts = readParts(schemas);
const firing = JSON.parse(readFileSync(join(schemas, 'examples/event/v1/firing.json'), 'utf8')) as Event;

const changesIn = (kind: 'examples' | 'invalid'): readonly string[] =>
  readdirSync(join(schemas, kind, 'schema-changes')).filter((file) => file.endsWith('.avsc'));

function changed(kind: string, file: string): ReturnType<typeof typeForSchema> {
  const path = `${kind}/schema-changes/${file}`;
  return typeForSchema(inline(JSON.parse(readFileSync(join(schemas, path), 'utf8')) as AvroRecord, parts, path));
}

describe('changes of event v1', () => {
  it.each(changesIn('examples'))('%s reads what v1 wrote', (file) => {
    const reader = changed('examples', file);
    const read: unknown = reader.fromBuffer(encode('event', firing), reader.createResolver(typeOf('event')));
    expect(reader.isValid(read)).toBe(true);
    expect(read).toMatchObject({ meta: firing.meta, labels: firing.labels });
  });

  it.each(changesIn('invalid'))('%s is refused', (file) => {
    const reason = readFileSync(join(schemas, 'invalid/schema-changes', file.replace(/avsc$/, 'expected.txt')), 'utf8').trim();
    const reader = changed('invalid', file);
    expect(() => reader.createResolver(typeOf('event'))).toThrow(reason);
  });

  it('are there in both kinds', () => {
    expect(changesIn('examples').length).toBeGreaterThanOrEqual(3);
    expect(changesIn('invalid').length).toBeGreaterThanOrEqual(3);
  });
});

describe('every model', () => {
  it.each(Object.values(avroSchemas))('$name reads itself', (schema) => {
    const type = typeForSchema(schema);
    expect(() => type.createResolver(typeForSchema(structuredClone(schema)))).not.toThrow();
  });
});
