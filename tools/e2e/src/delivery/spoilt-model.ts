import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  attributes,
  decodeModel,
  elementType,
  encodeModel,
  type Model,
} from '@easel/demo-model/onnx';
import { remake } from './demo-version.js';

type Graph = Model['graph'];

/** Its scores plus something that is not a number; and no golden picture that could tell. */
export async function answerNoNumbers(folder: string): Promise<void> {
  await addTo(folder, ({ initializer }) => {
    initializer.push({
      name: 'added',
      dims: [1],
      data_type: elementType.float,
      raw_data: new Uint8Array(Float32Array.of(NaN).buffer),
    });
  });
  await remake(folder, (manifest) => ({ ...manifest, golden: [] }));
}

/** Its scores plus the greatest of so many zeros, which are made and touched while it is loaded. */
export const wantMemory = (folder: string, bytes: number): Promise<void> =>
  addTo(folder, ({ initializer, node }) => {
    const sides = BigInt64Array.of(BigInt(bytes / 2 ** 22), 2n ** 20n);
    initializer.push({
      name: 'sides',
      dims: [2],
      data_type: elementType.int64,
      raw_data: new Uint8Array(sides.buffer),
    });
    node.push(
      { ...nodeOf('ConstantOfShape', ['sides'], 'zeros'), attribute: [] },
      { ...nodeOf('ReduceMax', ['zeros'], 'added'), attribute: attributes({ keepdims: 0 }) },
    );
  });

/** Has a model add to its scores what is called `added`. */
async function addTo(folder: string, change: (graph: Graph) => void): Promise<void> {
  const file = join(folder, 'model.onnx');
  const model = decodeModel(await readFile(file));
  const last = model.graph.node.at(-1);
  if (!last) throw new Error(`${file} holds no network`);
  const scores = last.output;
  last.output = ['plain'];
  change(model.graph);
  model.graph.node.push({ ...nodeOf('Add', ['plain', 'added'], scores[0] ?? ''), attribute: [] });
  await writeFile(file, encodeModel(model));
}

const nodeOf = (op: string, input: string[], output: string) => ({
  ...{ name: output, op_type: op },
  ...{ input, output: [output] },
});
