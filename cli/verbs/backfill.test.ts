import { describe, expect, it } from '@jest/globals';
import { exitCodes } from '../exit-codes.ts';
import { run } from '../testing.ts';

describe('junctor backfill', () => {
  it.each(['yesterday', '6', '6w', '-1h', '2999-01-01T00:00:00Z', '123456h'])(
    'refuses --since %s before it connects to anything',
    async (since) => {
      const { code, err } = await run(['backfill', 'desk', `--since=${since}`]);
      expect(code).toBe(exitCodes.usage);
      expect(err).toContain('--since');
    },
  );

  it.each([[[]], [['--since', '6h']], [['--since', '2026-01-01T00:00:00Z']]])('needs the servers: %j', async (more) => {
    const servers = {
      KAFKA_BROKERS: '127.0.0.1:1',
      SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
      DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c',
    };
    expect((await run(['backfill', 'desk', ...more], servers)).code).toBe(exitCodes.unreachable);
  });
});
