import { describe, expect, it } from '@jest/globals';
import { startHop } from './hop.ts';
import { formatTraceparent, newTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('traceparent', () => {
  it.each([
    ['sampled', `00-${traceId}-${spanId}-01`, true],
    ['not sampled', `00-${traceId}-${spanId}-00`, false],
    ['other flags', `00-${traceId}-${spanId}-02`, false],
    ['other flags and sampled', `00-${traceId}-${spanId}-03`, true],
  ])('is read: %s', (_name, text, sampled) => {
    expect(parseTraceparent(text)).toEqual({ traceId, spanId, sampled });
  });

  it.each([
    ['nothing', null],
    ['no header', undefined],
    ['an empty one', ''],
    ['another version', `01-${traceId}-${spanId}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a zero trace id', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a zero span id', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['something after it', `00-${traceId}-${spanId}-01-x`],
    ['a short id', `00-${traceId.slice(1)}-${spanId}-01`],
  ])('is refused: %s', (_name, text) => {
    expect(parseTraceparent(text)).toBe(null);
  });

  it('is made anew, sampled as asked', () => {
    expect(parseTraceparent(newTraceparent(1))?.sampled).toBe(true);
    expect(parseTraceparent(newTraceparent(0))?.sampled).toBe(false);
    const made = parseTraceparent(newTraceparent(0.5));
    expect(made && parseTraceparent(formatTraceparent(made))).toEqual(made);
  });
});

describe('a hop that is not recorded', () => {
  it.each([
    ['not sampled', `00-${traceId}-${spanId}-00`],
    ['sampled, while nothing records', `00-${traceId}-${spanId}-01`],
    ['without a trace', null],
  ])('hands on what came: %s', (_name, traceparent) => {
    const hop = startHop({ name: 'process x', kind: 'consumer', traceparent, attributes: () => ({}) });
    expect(hop.traceparent).toBe(traceparent);
    expect(hop.end('failed')).toBe(undefined);
  });
});
