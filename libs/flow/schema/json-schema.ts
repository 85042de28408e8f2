import { z } from 'zod';
import { flowSchema } from './flow.ts';
import { flowTestSchema } from './flow-test.ts';
import { systemSchema } from './system.ts';
import { waiversSchema } from './waivers.ts';

/** JSON Schema (draft 2020-12) of each kind, for editors. Keyed by kind. */
export function workspaceJsonSchemas(): Readonly<Record<'System' | 'Flow' | 'FlowTest' | 'Waivers', unknown>> {
  return {
    System: z.toJSONSchema(systemSchema, { io: 'input' }),
    Flow: z.toJSONSchema(flowSchema, { io: 'input' }),
    FlowTest: z.toJSONSchema(flowTestSchema, { io: 'input' }),
    Waivers: z.toJSONSchema(waiversSchema, { io: 'input' }),
  };
}
