import { Network, type Flow } from './network.js';

/** Table 2 of the paper (Sandler et al. 2018): expansion, channels, how many blocks, stride of the first. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const afterRelu = Math.SQRT2;

/** MobileNetV2's shape at width 1: 3.5 million weights, 300 million multiplications for a picture of 224x224. */
export function mobileNetV2(seed: number): Uint8Array {
  const net = new Network('mobilenet-v2', seed);
  let flow = net.relu6(
    net.convolution(net.picture, { outputs: 32, kernel: 3, stride: 2, gain: afterRelu }),
  );
  for (const [expansion, outputs, blocks, stride] of stages)
    for (let block = 0; block < blocks; block += 1)
      flow = invertedResidual(net, flow, { expansion, outputs, stride: block === 0 ? stride : 1 });
  flow = net.relu6(net.convolution(flow, { outputs: 1280, gain: afterRelu }));
  return net.encode(net.dense(net.flatten(net.averagePool(flow)), 1000), 224);
}

function invertedResidual(
  net: Network,
  from: Flow,
  { expansion, outputs, stride }: { expansion: number; outputs: number; stride: number },
): Flow {
  const inner = from.channels * expansion;
  const wide =
    expansion === 1 ? from : net.relu6(net.convolution(from, { outputs: inner, gain: afterRelu }));
  const filtered = net.relu6(
    net.convolution(wide, { outputs: inner, kernel: 3, stride, depthwise: true, gain: afterRelu }),
  );
  const narrow = net.convolution(filtered, { outputs });
  return stride === 1 && from.channels === outputs ? net.sum(from, narrow) : narrow;
}
