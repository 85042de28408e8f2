import { FailureError } from '#libs/failures';
import type { Codec } from '#libs/log';
import { type ModelName, topicSpecs, typeOf } from '#libs/model';

/** The real Avro types behind the frame's five bytes, without a registry: every topic has the one schema. */
export function createFramedCodec(): Codec {
  const models = new Map<string, ModelName>(topicSpecs.map(({ topic, model }) => [topic, model as ModelName]));
  const head = Buffer.from([0, 0, 0, 0, 1]);
  const decode: Codec['decode'] = (topic, value) => {
    const model = models.get(topic);
    if (value === null) return { ok: false, code: 'tombstone', message: 'a tombstone holds no value' };
    if (model === undefined) return { ok: false, code: 'unknown-schema', message: `no model for ${topic}` };
    try {
      return { ok: true, value: typeOf(model).fromBuffer(value.subarray(head.length)), schemaId: 1 };
    } catch (error) {
      return { ok: false, code: 'corrupt', message: String(error) };
    }
  };
  return {
    register: async () => undefined,
    prepare: async () => undefined,
    encode(topic, value) {
      const model = models.get(topic);
      if (model === undefined) throw new Error(`no model for ${topic}`);
      try {
        return Buffer.concat([head, typeOf(model).toBuffer(value)]);
      } catch (error) {
        throw new FailureError({ class: 'invalid', scope: 'record', evidence: { message: `does not fit ${topic}: ${String(error)}` } });
      }
    },
    decode,
    decodeAny: (value) => decode('', value),
  };
}
