/** Types of the wire requests this adapter makes itself, taken from the newest version that the client knows. */
import type { offsetCommitV9 } from '@platformatic/kafka';

export type OffsetCommitRequest = Parameters<typeof offsetCommitV9.createRequest>;
export type OffsetCommitResponse = ReturnType<typeof offsetCommitV9.parseResponse>;
