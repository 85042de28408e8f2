import { describe, expect, it } from '@jest/globals';
import { exampleFiles } from './example-files.ts';
import { avroSchemas, decode, encode, firstUnencodable, type ModelName, type Models, models, problemsOf } from './index.ts';

const isModel = (name: string): name is ModelName => Object.hasOwn(avroSchemas, name);
const modelOf = (name: string): ModelName => {
  if (!isModel(name)) throw new Error(`schemas/examples holds ${name}, which is no model`);
  return name;
};
const examples = exampleFiles('examples');
const invalid = exampleFiles('invalid');
const count = (files: typeof examples, model: string): number => files.filter((file) => file.model === model).length;

describe('examples', () => {
  it.each(examples)('$model/$name fits its model and survives the wire unchanged', ({ model, value }) => {
    const name = modelOf(model);
    expect(problemsOf(name, value)).toEqual([]);
    expect(firstUnencodable(value)).toBeNull();
    const bytes = encode(name, value as Models[typeof name]);
    expect(decode(name, bytes)).toEqual(value);
    expect(encode(name, decode(name, bytes)).equals(bytes)).toBe(true);
  });

  it.each(Object.keys(avroSchemas))('%s has examples enough', (model) => {
    const canonical = (models as readonly string[]).includes(model);
    expect(count(examples, model)).toBeGreaterThanOrEqual(canonical ? 3 : 1);
    expect(count(invalid, model)).toBeGreaterThanOrEqual(canonical ? 3 : 0);
  });
});

describe('invalid records', () => {
  it.each(invalid)('$model/$name is refused for the reasons beside it', ({ model, value, expected }) => {
    const found = problemsOf(modelOf(model), value).map((problem) => `${problem.path}: expected ${problem.expected}; got ${problem.got}`);
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(0);
  });

  it.each(invalid.filter((file) => file.name !== 'misspelt-fields'))('$model/$name does not encode either', ({ model, value }) => {
    const name = modelOf(model);
    expect(() => encode(name, value as Models[typeof name])).toThrow(/^not encodable as /);
  });
});
