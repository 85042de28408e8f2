import { type API, createAPI, produceV9, Writer } from '@platformatic/kafka';

/** The record batch of one partition. */
export interface PartitionBatch {
  readonly partition: number;
  readonly batch: Buffer;
}

/** What one broker is sent: batches by topic. */
export type ProduceRequest = readonly (readonly [topic: string, batches: readonly PartitionBatch[]])[];

export type ProduceResponse = ReturnType<typeof produceV9.parseResponse>;

const ALL_IN_SYNC = -1;

/** A produce request with acks=all around batches that are encoded already. The client's own one encodes records itself, at several times the cost. */
function createRequest(topics: ProduceRequest, timeoutMs: number): Writer {
  return Writer.create()
    .appendString(null)
    .appendInt16(ALL_IN_SYNC)
    .appendInt32(timeoutMs)
    .appendArray([...topics], (writer, [topic, batches]) => {
      writer.appendString(topic).appendArray([...batches], (inner, { partition, batch }) => {
        inner
          .appendInt32(partition)
          .appendUnsignedVarInt(batch.length + 1)
          .append(batch);
      });
    })
    .appendTaggedFields();
}

/** Version 9, the first of the compact ones (Kafka 2.4), which every later broker speaks too. */
export const produce: API<[topics: ProduceRequest, timeoutMs: number], ProduceResponse> = createAPI(
  0,
  9,
  createRequest,
  produceV9.parseResponse,
);
