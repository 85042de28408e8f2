import { createInterface } from 'node:readline';
import { dataFile } from './data-file.ts';
import { openFile } from './lines.ts';

/** One recorded alert, as far as the tools here look at it. */
export interface RecordedAlert {
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface RecordedPost {
  /** Position in the recording, from 0. */
  readonly index: number;
  /** Seconds since the recording began. */
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly groupKey: string;
  readonly alerts: readonly RecordedAlert[];
  /** The JSON text to post. */
  readonly body: string;
}

interface Line {
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly groupKey: string; readonly alerts: readonly RecordedAlert[] };
}

export const SESSION = dataFile('alertmanager-session/session.jsonl.gz');

/** Reads a recorded session post by post, in the order of the recording. A line that can't be read names its number. */
export async function* readRecording(path: string = SESSION): AsyncGenerator<RecordedPost> {
  let index = 0;
  for await (const text of createInterface({ input: openFile(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (text.trim() === '') continue;
    const line = parseLine(text, path, index);
    const { groupKey, alerts } = line.body;
    yield { index, at: line.at, headers: line.headers, groupKey, alerts, body: JSON.stringify(line.body) };
    index++;
  }
}

function parseLine(text: string, path: string, index: number): Line {
  try {
    const line: Line = JSON.parse(text);
    if (typeof line.at !== 'number' || !Array.isArray(line.body?.alerts)) throw new Error('at or body.alerts is missing');
    return line;
  } catch (error) {
    throw new Error(`${path}, line ${index + 1}: not a recorded post`, { cause: error });
  }
}
