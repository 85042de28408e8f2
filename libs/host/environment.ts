import { z } from 'zod';
import { isBroker, isDatabase, isRegistry } from './addresses.ts';
import { isNetwork } from './network.ts';

/** What every service reads from its environment, once. */
export const environmentSchema = z.object({
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().refine(isBroker, 'host:port, several separated by commas; credentials do not belong here')))
    .describe('host:port of the brokers, comma separated'),
  SCHEMA_REGISTRY_URL: z
    .url()
    .refine(isRegistry, 'an http or https address without user, password and query')
    .describe('base address of the Confluent-compatible registry API'),
  DATABASE_URL: z
    .string()
    .min(1)
    .refine(isDatabase, 'postgres://user:password@host:port/database, with / ? # @ and % of the password escaped')
    .describe('postgres:// address of the state store'),
  JUNCTOR_LOG_CLIENT: z.enum(['platformatic', 'kafkajs']).default('platformatic').describe('which Kafka client to use'),
  JUNCTOR_INSTANCE: z.string().min(1).optional().describe('stable name of this process, for static group membership'),
  JUNCTOR_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('partitions of topics that do not exist yet; frozen after that'),
  JUNCTOR_REPLICATION: z.coerce.number().int().min(1).max(5).default(1).describe('replication factor of topics that do not exist yet'),
  JUNCTOR_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('days for which ended deliveries are remembered: the longest replay that makes no duplicates'),
  JUNCTOR_ALLOW_LOOPBACK: z
    .stringbool()
    .default(false)
    .describe('whether destinations may be reached over plain http on this machine: laptops and tests'),
  JUNCTOR_PRIVATE_NETWORKS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().refine(isNetwork, 'expected networks such as 10.0.0.0/8, separated by commas')))
    .describe('private networks in which destinations may lie, separated by commas: `10.0.0.0/8, fd12::/16`; none when empty'),
  JUNCTOR_REVIEW_FOUR_EYES: z
    .stringbool()
    .default(false)
    .describe('whether an edit of a parked record is replayed only when a second person has approved it'),
  JUNCTOR_REVIEW_APPROVE_ABOVE: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000)
    .describe('a review job of more records than this waits for a second person'),
  JUNCTOR_REVIEW_WATCH_MINUTES: z.coerce
    .number()
    .min(0.05)
    .max(1_440)
    .default(15)
    .describe('how long a review job waits to see how a replay ends'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('port to listen on; 0 picks a free one'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info').describe('least level that is logged'),
  JUNCTOR_TRACE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('share of new traces that are recorded; a sender decides for its own'),
});

export type Environment = z.infer<typeof environmentSchema>;
