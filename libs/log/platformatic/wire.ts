/** Types of the wire requests this adapter makes itself, taken from the newest version that the client knows. */
import type { fetchV17, offsetCommitV9 } from '@platformatic/kafka';

export type FetchRequest = Parameters<typeof fetchV17.createRequest>;
export type FetchResponse = ReturnType<typeof fetchV17.parseResponse>;
export type FetchResponsePartition = FetchResponse['responses'][number]['partitions'][number];
export type OffsetCommitRequest = Parameters<typeof offsetCommitV9.createRequest>;
export type OffsetCommitResponse = ReturnType<typeof offsetCommitV9.parseResponse>;
