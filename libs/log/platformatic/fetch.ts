import { type API, createAPI, type Reader, Writer } from '@platformatic/kafka';

/** What is asked of one partition. */
export interface PartitionFetch {
  readonly partition: number;
  readonly offset: bigint;
  readonly maxBytes: number;
}

/** What one broker is asked: partitions by topic. It answers once there are so many bytes, or after so long, with so many bytes at most. */
export interface FetchRequest {
  readonly topics: readonly (readonly [topic: string, partitions: readonly PartitionFetch[]])[];
  readonly waitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's error code; 0 is none. */
  readonly errorCode: number;
  readonly highWatermark: bigint;
  /** Record batches as they lie in the log; the last one may be cut off. Empty when there are none. */
  readonly batches: Buffer;
}

export interface FetchResponse {
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

const CONSUMER = -1;
const READ_UNCOMMITTED = 0;
const NO_SESSION_ID = 0;
const NO_SESSION_EPOCH = -1;
const nothing = Buffer.alloc(0);

/** Without a fetch session: what is asked changes with every pause, and a handful of partitions is cheap to name. */
function createRequest({ topics, waitMs, minBytes, maxBytes }: FetchRequest): Writer {
  return Writer.create()
    .appendInt32(CONSUMER)
    .appendInt32(waitMs)
    .appendInt32(minBytes)
    .appendInt32(maxBytes)
    .appendInt8(READ_UNCOMMITTED)
    .appendInt32(NO_SESSION_ID)
    .appendInt32(NO_SESSION_EPOCH)
    .appendArray(
      [...topics],
      (writer, [topic, partitions]) => {
        writer.appendString(topic, false).appendArray(
          [...partitions],
          (inner, each) => {
            inner.appendInt32(each.partition).appendInt32(-1).appendInt64(each.offset).appendInt64(-1n).appendInt32(each.maxBytes);
          },
          false,
          false,
        );
      },
      false,
      false,
    )
    .appendArray([], () => undefined, false, false)
    .appendString('', false);
}

function parseResponse(_correlationId: number, _apiKey: number, _apiVersion: number, reader: Reader): FetchResponse {
  reader.readInt32();
  const errorCode = reader.readInt16();
  reader.readInt32();
  const partitions: FetchedPartition[] = [];
  for (let topics = reader.readInt32(); topics > 0; topics--) {
    const topic = reader.readString(false);
    for (let left = reader.readInt32(); left > 0; left--) partitions.push(readPartition(topic, reader));
  }
  return { errorCode, partitions };
}

function readPartition(topic: string, reader: Reader): FetchedPartition {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  const highWatermark = reader.readInt64();
  // Last stable offset, log start offset.
  reader.skip(16);
  // Transactions that were aborted: an id and an offset each. Nobody of ours writes in one.
  reader.skip(16 * Math.max(0, reader.readInt32()));
  // The replica to read from.
  reader.skip(4);
  return { topic, partition, errorCode, highWatermark, batches: reader.readNullableBytes(false) ?? nothing };
}

/**
 * Version 11 (Kafka 2.3), which names topics and which every later broker speaks too. Records are left as they lie: the client's own fetch
 * makes an object of each record and a buffer of each header, at several times the cost of reading them (records.ts).
 */
export const fetchRecords: API<[FetchRequest], FetchResponse> = createAPI(1, 11, createRequest, parseResponse, false, false);
