/** A mail -> canonical incident or event. */
import { openEvent, openIncident, PRIORITIES, SEVERITIES, type SourceMap, type SourceReader, sourceMap } from '#libs/connector-kit';
import { automatic } from './automatic.ts';
import { settings } from './settings.ts';

/** The first mail of a conversation: what replies refer to, however far they are from it (RFC 5322, 3.6.4). */
function threadOf(read: SourceReader): string {
  const [first] = read.list('references');
  return typeof first === 'string' ? first : (read.text('inReplyTo') ?? read.needText('messageId'));
}

/** `high`, `normal` and `low`, in whichever header the sender's program says it; null when it says nothing. */
function importanceOf(read: SourceReader): string | null {
  const told = read.text('headers.importance')?.trim().toLowerCase() ?? null;
  if (told !== null) return told;
  const number = /^\s*([1-5])/.exec(read.text('headers.x-priority') ?? '')?.[1];
  return number === undefined ? null : Number(number) < 3 ? 'high' : number === '3' ? 'normal' : 'low';
}

function extraOf(read: SourceReader): Record<string, string> {
  const names = read.list('attachments').flatMap((_one, at) => {
    const [name, type, bytes] = ['name', 'type', 'bytes'].map((field) => read.text(`attachments.${at}.${field}`));
    return name == null ? [] : [`${name} (${type}, ${bytes} bytes)`];
  });
  const texts = { to: read.list('to').join(', '), cc: read.list('cc').join(', '), attachments: names.join('\n') };
  const shown = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
  return { ...shown, thread: threadOf(read), messageId: read.needText('messageId'), from: read.needText('from.address') };
}

function refuseAutomatic(read: SourceReader, taken: 'park' | 'take'): void {
  const how = automatic(read);
  if (how.kind === 'person' || (how.kind === 'program' && taken === 'take')) return;
  const [code, hint] =
    how.kind === 'reaction'
      ? ['answer-of-a-program', 'Nothing has to be done; mails of this kind are never taken, so that no two programs answer each other']
      : ['mail-of-a-program', 'Set `settings.receive.automatic: take` where programs are to be heard here'];
  read.reject(code, 'headers', `A program sent this mail: ${how.why}.`, 'a mail of a person', hint);
}

function text(read: SourceReader): string | null {
  const body = read.text('text');
  return read.at('cut') === true ? `${body ?? ''}\n… (the mail is longer)` : body;
}

const titleOf = (read: SourceReader): string => read.text('subject')?.replace(/\s+/g, ' ').trim() || '(no subject)';

const mapIncident = (taken: 'park' | 'take'): SourceMap =>
  sourceMap((read) => {
    refuseAutomatic(read, taken);
    const sent = read.needTime('date');
    const importance = importanceOf(read);
    return {
      model: 'incident',
      occurredAt: sent,
      value: {
        ...openIncident,
        title: titleOf(read),
        description: text(read),
        // A mail tells of something; how it goes on is told by the ticket that it becomes.
        status: 'new',
        priority:
          importance !== null && read.knows('priority', importance) ? read.wordOf(importance, 'importance', 'priority', PRIORITIES) : null,
        requester: read.needText('from.address'),
        openedAt: sent,
        extra: extraOf(read),
      },
    };
  });

const mapEvent = (taken: 'park' | 'take'): SourceMap =>
  sourceMap((read) => {
    refuseAutomatic(read, taken);
    const sent = read.needTime('date');
    const { from = '', thread = '', ...extra } = extraOf(read);
    return {
      model: 'event',
      occurredAt: sent,
      value: {
        ...openEvent,
        name: titleOf(read),
        title: titleOf(read),
        description: text(read),
        status: 'firing',
        severity: read.wordOf(importanceOf(read), 'importance', 'severity', SEVERITIES),
        startedAt: sent,
        labels: { from, thread },
        extra,
      },
    };
  });

export const mapMail: SourceMap = (body, valueMaps, attributes, given) => {
  const parsed = settings.safeParse(given);
  const receive = parsed.success ? parsed.data.receive : undefined;
  if (receive === undefined)
    return {
      kind: 'rejected',
      code: 'settings',
      evidence: { message: 'The settings of the system have no `receive`', field: 'settings.receive' },
    };
  const map = receive.model === 'event' ? mapEvent(receive.automatic) : mapIncident(receive.automatic);
  return map(body, valueMaps, attributes, given);
};
