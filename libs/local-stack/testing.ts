import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { LocalStackError } from './errors.ts';
import { query } from './postgres.ts';

const addressesSchema = z.object({
  kafkaBrokers: z.array(z.string().min(1)).min(1),
  registryUrl: z.url(),
  databaseUrl: z.url(),
});

/** Addresses of the one stack that a whole test run shares. Each test makes topics, subjects and databases of its own. */
export type TestStack = z.infer<typeof addressesSchema>;

const hint =
  'run `npm test`, or start one (node --conditions=junctor-source libs/local-stack/run.ts --data /tmp/my-stack) and export its line as JUNCTOR_TEST_STACK';

/** The stack named by JUNCTOR_TEST_STACK (the JSON line that run.ts prints). Throws `noTestStack` with the next step. */
export async function testStack(): Promise<TestStack> {
  const text = process.env.JUNCTOR_TEST_STACK;
  if (!text) throw new LocalStackError({ code: 'noTestStack', message: 'this test needs a real Kafka, registry and Postgres', hint });
  const parsed = addressesSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  // The text holds a password: only the names of what is wrong are shown.
  const wrong = [...new Set(parsed.error.issues.map((issue) => issue.path[0] ?? 'not a JSON object'))].map(String).join(', ');
  throw new LocalStackError({ code: 'noTestStack', message: `JUNCTOR_TEST_STACK is not what run.ts prints (${wrong})`, hint });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Makes an empty database on the shared stack and resolves to its URL; end with `dropDatabase`. */
export async function freshDatabase(): Promise<string> {
  const { databaseUrl } = await testStack();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(databaseUrl, `CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops a database made by `freshDatabase`, with whatever is still connected to it; refuses any other. */
export async function dropDatabase(url: string): Promise<void> {
  const { databaseUrl } = await testStack();
  const name = new URL(url).pathname.slice(1);
  if (!/^test_[0-9a-f]{12}$/.test(name)) throw new Error(`refusing to drop ${name}: not made by freshDatabase`);
  await query(databaseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
