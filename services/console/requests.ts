import { z } from 'zod';

/** Bodies and queries of the API. Unknown members are refused, so that a slip is not taken for a wish. */
const reason = z.string().trim().min(1).max(2_000);
const id = z.string().min(1).max(200);
const states = ['open', 'replaying', 'resolved', 'discarded', 'superseded'] as const;

const filter = {
  cause: id.optional(),
  system: id.optional(),
  flow: id.optional(),
  state: z.enum(states).optional(),
};

export const lookQuery = z.strictObject({
  ...filter,
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
});

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
});

const set = z.record(z.string().min(1).max(500), z.string().max(1_000_000));
const text = z.string().max(2_000_000);

export const editBody = z.union([z.strictObject({ set, reason }), z.strictObject({ text, reason })]);
export const dryRunBody = z.strictObject({ set: set.optional(), text: text.optional() });
export const reasonBody = z.strictObject({ reason });
export const approveBody = z.strictObject({ reason: reason.default('approved') });

export const jobBody = z.strictObject({
  /** Sent twice with the same id it is one job. */
  id: z.uuid().optional(),
  action: z.enum(['replay', 'discard', 'supersede']),
  reason,
  items: z.union([z.array(id).min(1).max(10_000), z.strictObject(filter)]),
});
