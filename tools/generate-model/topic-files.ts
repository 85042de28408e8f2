/** Reads and checks schemas/topics. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { TopicDeclaration } from '#libs/model';
import { type ModelFile, SchemaFileError } from './schema-files.ts';

const sevenDaysMs = 7 * 24 * 60 * 60 * 1000;
const text = z.string().trim().min(1);
const wholeNumber = z.string().regex(/^-?\d+$/, 'a whole number in quotes');

const retention = wholeNumber.refine((value) => Number(value) === -1 || Number(value) >= sevenDaysMs, {
  message: `at least seven days (${sevenDaysMs}), or -1 for ever`,
});

const topicFile = z.strictObject({
  topic: z.string().regex(/^junctor\.[a-z.-]+\.v\d+$/, 'junctor.<name>.v<number>'),
  purpose: text,
  owner: text,
  producers: z.array(text).min(1),
  consumers: z.array(text).min(1),
  key: text,
  value: text,
  partitions: z.int().min(1).max(256),
  config: z
    .object({
      'cleanup.policy': z.enum(['delete', 'compact']),
      'retention.ms': retention,
      'max.message.bytes': wholeNumber,
    })
    .catchall(z.string()),
  compatibility: z.literal('BACKWARD_TRANSITIVE'),
  pii: text,
});

function readTopic(root: string, file: string, models: readonly ModelFile[]): TopicDeclaration {
  const where = `schemas/topics/${file}`;
  const result = topicFile.safeParse(parse(readFileSync(join(root, 'topics', file), 'utf8')));
  if (!result.success) throw new SchemaFileError(`${where} does not hold:\n${z.prettifyError(result.error)}`);
  const { value, ...rest } = result.data;
  const model = models.find((candidate) => candidate.path === value);
  if (model === undefined)
    throw new SchemaFileError(`${where}: value ${value} is no schema; one of ${models.map((each) => each.path).join(', ')}.`);
  const expected = `junctor.${file.replace(/\.yaml$/, '')}.v1`;
  if (rest.topic !== expected) throw new SchemaFileError(`${where} declares ${rest.topic}: a file of this name declares ${expected}.`);
  return {
    topic: rest.topic,
    purpose: rest.purpose,
    owner: rest.owner,
    producers: rest.producers,
    consumers: rest.consumers,
    key: rest.key,
    model: model.name,
    schema: `schemas/${value}`,
    partitions: rest.partitions,
    config: rest.config,
    compatibility: rest.compatibility,
    pii: rest.pii,
  };
}

/** Every declared topic, by name. Throws SchemaFileError naming the file and every departure in it. */
export function readTopics(root: string, models: readonly ModelFile[]): readonly TopicDeclaration[] {
  return readdirSync(join(root, 'topics'))
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => readTopic(root, file, models));
}
