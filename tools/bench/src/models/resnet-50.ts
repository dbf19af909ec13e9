import { Network, type Flow } from './network.js';

/** Table 1 of the paper (He et al. 2015): channels of the bottleneck, how many blocks. */
const stages = [
  [64, 3],
  [128, 4],
  [256, 6],
  [512, 3],
] as const;

const afterRelu = Math.SQRT2;
/** So that sixteen sums do not add up to numbers that no trained network has. */
const ofBranch = 0.3;

/** ResNet-50's shape (v1.5, stride in the 3x3): 25.5 million weights, 4.1 thousand million multiplications. */
export function resNet50(seed: number): Uint8Array {
  const net = new Network('resnet-50', seed);
  const stem = net.convolution(net.picture, { outputs: 64, kernel: 7, stride: 2, gain: afterRelu });
  let flow = net.maxPool(net.relu(stem));
  for (const [index, [inner, blocks]] of stages.entries())
    for (let block = 0; block < blocks; block += 1)
      flow = bottleneck(net, flow, { inner, stride: index > 0 && block === 0 ? 2 : 1 });
  return net.encode(net.dense(net.flatten(net.averagePool(flow)), 1000), 224);
}

function bottleneck(
  net: Network,
  from: Flow,
  { inner, stride }: { inner: number; stride: number },
): Flow {
  const outputs = inner * 4;
  const narrow = net.relu(net.convolution(from, { outputs: inner, gain: afterRelu }));
  const filtered = net.relu(
    net.convolution(narrow, { outputs: inner, kernel: 3, stride, gain: afterRelu }),
  );
  const branch = net.convolution(filtered, { outputs, gain: ofBranch });
  const straight =
    from.channels === outputs && stride === 1 ? from : net.convolution(from, { outputs, stride });
  return net.relu(net.sum(straight, branch));
}
