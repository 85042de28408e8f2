import { describe, expect, it } from '@jest/globals';
import { ConfigError, readEnv } from '#libs/config';
import { environmentSchema } from './environment.ts';

const least = { KAFKA_BROKERS: 'a:1, b:2', SCHEMA_REGISTRY_URL: 'http://registry', DATABASE_URL: 'postgres://me:hunter2@db/x' };

function wrong(env: Record<string, string>): string[] {
  try {
    readEnv(environmentSchema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name }) => name).sort();
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('needs three addresses and has defaults for the rest', () => {
    expect(readEnv(environmentSchema, least)).toMatchObject({
      KAFKA_BROKERS: ['a:1', 'b:2'],
      JUNCTOR_LOG_CLIENT: 'platformatic',
      JUNCTOR_ALLOW_LOOPBACK: false,
      JUNCTOR_PRIVATE_NETWORKS: [],
      JUNCTOR_TRACE_RATIO: 1,
      PORT: 0,
    });
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['nothing at all', {}, ['DATABASE_URL', 'KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']],
    ['an unknown client', { ...least, JUNCTOR_LOG_CLIENT: 'librdkafka' }, ['JUNCTOR_LOG_CLIENT']],
    ['a registry that is no address', { ...least, SCHEMA_REGISTRY_URL: 'registry' }, ['SCHEMA_REGISTRY_URL']],
    [
      'numbers out of range',
      { ...least, PORT: '70000', JUNCTOR_PARTITIONS: '0', JUNCTOR_TRACE_RATIO: '2' },
      ['JUNCTOR_PARTITIONS', 'JUNCTOR_TRACE_RATIO', 'PORT'],
    ],
    ['a network without its bits', { ...least, JUNCTOR_PRIVATE_NETWORKS: '10.0.0.0/8, 10.1.2.3' }, ['JUNCTOR_PRIVATE_NETWORKS']],
    ['a network with too many', { ...least, JUNCTOR_PRIVATE_NETWORKS: '10.0.0.0/33' }, ['JUNCTOR_PRIVATE_NETWORKS']],
    ['a switch that is neither on nor off', { ...least, JUNCTOR_ALLOW_LOOPBACK: 'perhaps' }, ['JUNCTOR_ALLOW_LOOPBACK']],
  ])('refuses %s, naming every variable at once', (_name, env, names) => {
    expect(wrong(env)).toEqual(names);
  });
});
