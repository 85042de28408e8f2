import { z } from 'zod';
import { tokenForms } from '#libs/connector-kit';

const path = z.string().regex(/^[A-Za-z0-9_@$-]+(\.[A-Za-z0-9_@$-]+)*$/, 'a dotted path, as in data.host');

const fields = z
  .strictObject({
    record: path.default('subject').describe('What names the thing that the event is about; the key that keeps order'),
    version: path.optional().describe('A whole number that grows with every state of the record, where the source has one'),
    name: path.default('type').describe('Stable name of what was observed'),
    title: path.default('data.title').describe('One line for people'),
    description: path.optional().describe('What was observed, in full'),
    status: path.default('data.status').describe('Whether it still holds; mapped by valueMaps.status'),
    severity: path.default('data.severity').describe('How bad it is; mapped by valueMaps.severity'),
    time: path.default('time').describe('When it happened, as RFC 3339'),
    startedAt: path.optional().describe('When it began, as RFC 3339; where none is named it is the time of the event'),
    category: path.optional().describe('Area of the condition'),
    service: path.optional().describe('Affected service'),
    resource: path.optional().describe('What it was observed on'),
    ciKeys: z.array(path).max(10).default([]).describe('Where keys of the configuration item stand, most specific first'),
    labels: path.optional().describe('An object of texts that identify the condition'),
    link: path.optional().describe('Where an address stands that leads a person further'),
  })
  .prefault({})
  .describe('Where things stand in an event, as dotted paths: attributes at the top, the data below `data`');

/** Settings of a System with `connector: cloudevents`. */
export const settings = z.strictObject({
  auth: z.discriminatedUnion('type', [...tokenForms]).describe('How a call proves where it comes from; not asked of a topic'),
  origins: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe(
      'Senders that are let in when they ask by OPTIONS, as they write WebHook-Request-Origin; * for any. Each call has to be authentic all the same',
    ),
  fields,
});

export type Settings = z.output<typeof settings>;
