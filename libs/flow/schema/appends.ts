import { z } from 'zod';

const text = z.string().min(1).max(4_000);
const reason = z.string().min(1).max(500);

const note = z
  .strictObject({
    on: z
      .enum(['joined', 'severity-raised', 'reopened', 'resolved'])
      .describe(
        'What has happened to the ticket: joined = another event of its cause began; severity-raised = an event is worse than all before; reopened = the cause came back in time; resolved = the last event of the cause is over.',
      ),
    text: text.describe('What is said: text with {{path}} holes, filled from the event that brought it about; route.<name> too.'),
    audience: z
      .enum(['note', 'comment'])
      .default('note')
      .describe(
        'Who reads it: note = those who work on the ticket; comment = the one who asked for it, too, which needs a reason. Default note.',
      ),
    reason: reason.optional().describe('Why, in business words.'),
  })
  .describe('A text that is added to the ticket when something happens to it.');

/** Texts that a flow adds to tickets made from events. */
export const notes = z
  .array(note)
  .max(20)
  .describe('Texts that are added to the ticket when something happens to it: each once, in order, never merged with another.');

/** How a flow copies the comments of its records. */
export const comments = z
  .strictObject({
    internal: z
      .enum(['note', 'comment', 'none'])
      .default('note')
      .describe(
        'What becomes of comments that only those who work on the record may read; comment shows them to the one who asked for it, which needs a reason. Default note.',
      ),
    public: z
      .enum(['note', 'comment', 'none'])
      .default('note')
      .describe('What becomes of comments that the requester may read as well. Default note: nobody reads more than before.'),
    text: text
      .optional()
      .describe('How one looks: text with {{author}}, {{body}} and other fields of a comment. Default: author and text.'),
    reason: reason.optional().describe('Why, in business words.'),
  })
  .describe('Which comments of a record are copied, each once, as what; what Junctor itself wrote is never copied back.');

export type Note = z.infer<typeof note>;
export type Comments = z.infer<typeof comments>;
