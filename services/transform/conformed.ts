import type { Mapped } from '#libs/connector-kit';
import type { CompiledWorkspace } from '#libs/flow';

/** A record of a model of the workspace's own, held to that model: exactly its fields, so that nothing else makes it another state. */
export function conformed(mapped: Mapped, { models }: CompiledWorkspace): Mapped {
  if (mapped.kind === 'rejected' || mapped.model !== 'custom') return mapped;
  const { model, value } = mapped.value;
  const own = models.get(model);
  if (own === undefined) {
    const evidence = { message: `no model "${model}" in the applied workspace`, field: 'model', hint: `add models/${model}.avsc` };
    return { kind: 'rejected', code: 'unknown-model', evidence };
  }
  const result = own.conform(JSON.parse(value));
  if (result.ok) return { ...mapped, value: { ...mapped.value, value: JSON.stringify(result.value) } };
  const { path, expected, got } = result.problem;
  const message = `not a record of the model ${model}: ${path || 'it'} is ${got}`;
  const hint = `correct it at its source, or in models/${model}.avsc`;
  return { kind: 'rejected', code: 'not-of-the-model', evidence: { message, field: path, expected, hint } };
}
