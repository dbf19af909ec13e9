import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fixtureRelease } from '../testing.js';
import { onnxruntime } from './onnxruntime.js';

type Manifest = Parameters<typeof fixtureRelease>[1];
const SIZE = 3 * 16 * 16;

/** TypeScript knows it from the browser's types alone. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Memory: new (pages: { initial: number }) => { buffer: ArrayBuffer } };
};

async function load(name: string, manifest: Manifest = {}, threads = 1) {
  const release = await fixtureRelease(name, manifest);
  return onnxruntime.load(join(release.folder, 'model.onnx'), release.manifest, { threads });
}

/** A picture of one level in every channel: the fixture models answer it three times. */
const level = (value: number) => new Float32Array(SIZE).fill(value);

describe('a run of one picture', () => {
  it('reads it where it lies, in WASM memory too, when its turn comes', async () => {
    const model = await load('float32-nchw-NC');
    const memory = new WebAssembly.Memory({ initial: 1 });
    const view = new Float32Array(memory.buffer, 256, SIZE).fill(1);
    const answer = model.run(view);
    view.fill(7); // a copy would have been taken before
    expect([...(await answer)]).toEqual([7, 7, 7]);
  });

  it('gives an answer that later runs leave alone', async () => {
    const model = await load('float32-nchw-NC');
    const first = await model.run(level(1));
    await model.run(level(2));
    expect([...first]).toEqual([1, 1, 1]);
  });

  it('answers the same on two threads', async () => {
    const model = await load('float32-nchw-NC', {}, 2);
    const [red] = await model.run(level(5));
    expect(red).toBeCloseTo(5, 5);
  });
});

describe('a run of several pictures', () => {
  it.each<[string, string, Manifest?]>([
    ['float32', 'float32-nchw-NC'],
    ['float32 with the channels last', 'float32-nhwc-NC', { input: { layout: 'NHWC' } }],
    ['float16', 'float16-nchw-NC', { input: { type: 'float16' } }],
    ['uint8', 'uint8-nhwc-NC', { input: { type: 'uint8', layout: 'NHWC' } }],
    ['[N,C,1,1]', 'float32-nchw-NC11'],
    ['a fixed batch of 4, not full', 'float32-nchw-batch4'],
  ])('answers each as it does alone: %s', async (_, name, manifest) => {
    const model = await load(name, manifest);
    const pictures = [3, 200, 41].map(level);
    const alone = [];
    for (const picture of pictures) alone.push([...(await model.run(picture))]);
    expect((await model.runTogether(pictures)).map((answer) => [...answer])).toEqual(alone);
    expect(alone[1]?.[0]).toBeCloseTo(200, 1);
  });

  it('takes fewer after more', async () => {
    const model = await load('float32-nchw-NC');
    await model.runTogether([1, 2, 3, 4].map(level));
    const answers = await model.runTogether([8, 9].map(level));
    expect(answers.map(([red]) => red)).toEqual([8, 9]);
  });

  it.each([
    ['whose batch is free', 'float32-nchw-NC', Infinity],
    ['whose batch is fixed', 'float32-nchw-batch4', 4],
    ['whose batch is one', 'float32-nchw-batch1', 1],
    ['that answers [C]', 'float32-nchw-C', 1],
  ])('takes as many as a model %s has places for', async (_, name, places) => {
    const model = await load(name);
    expect(model.places).toBe(places);
    if (places === Infinity) return;
    const tooMany = Array.from({ length: places + 1 }, () => level(1));
    await expect(model.runTogether(tooMany)).rejects.toThrow(`the model takes ${places}`);
  });
});

describe('a card that is asked for', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('and cannot be used is a refusal: the processor is not taken instead', async () => {
    vi.stubEnv('EASEL_EXECUTION_PROVIDER', 'cuda');
    await expect(load('float32-nchw-NC')).rejects.toThrow(
      /^onnxruntime cannot load the model on the card \(cuda\): /,
    );
  });

  it('is one of those there are', async () => {
    vi.stubEnv('EASEL_EXECUTION_PROVIDER', 'cuda:0');
    await expect(load('float32-nchw-NC')).rejects.toThrow('cpu');
  });
});
