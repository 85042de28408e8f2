import { z } from 'zod';

const token = /^[A-Za-z0-9._-]{1,64}:[\x21-\x2b\x2d-\x7e]{16,256}$/;

/** What the console reads from its environment beside the host's. */
export const consoleEnvironment = z.object({
  JUNCTOR_CONSOLE_TOKEN: z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(z.string().regex(token, 'must be name:token, the token of 16 characters or more')))
    .optional()
    .describe('who may use the operators’ API: name:token, comma separated; the name is kept with what is done'),
  JUNCTOR_CONSOLE_TOKEN_FILE: z
    .string()
    .min(1)
    .default('.junctor/console-token')
    .describe('where a random token is kept, readable by its owner alone, when JUNCTOR_CONSOLE_TOKEN is not set'),
  JUNCTOR_CONSOLE_REMOTE: z
    .stringbool()
    .default(false)
    .describe('whether the operators’ API answers other machines, too; put TLS before it'),
});

export type ConsoleEnvironment = z.infer<typeof consoleEnvironment>;
