import { credentials } from '@grpc/grpc-js';
import { InferenceServiceClient, type inference } from '@easel/rpc';

// A batch as its worker walks it, so many pictures under way: of inference itself, in a process of its own.

/** The first begins; each is answered with the pictures that were classified since the one before. */
export type WalkOrder =
  | { go: { address: string; deployment: string; image: Uint8Array; underWay: number } }
  | { take: true };

/** What is refused is tried again after this. */
const AGAIN_MS = 50;

let classified = 0;

process.on('message', (order: WalkOrder) => {
  if ('go' in order) walk(order.go);
  process.send?.({ classified });
  classified = 0;
});
process.on('disconnect', () => process.exit());

function walk({
  address,
  deployment,
  image,
  underWay,
}: Extract<WalkOrder, { go: object }>['go']): void {
  const call = new InferenceServiceClient(address, credentials.createInsecure()).classify();
  const picture: inference.Picture = {
    ...{ deployment, topNum: 5, deadlineMs: 60_000, logId: 0, background: true, version: '' },
    ...{ traceparent: '', tracestate: '' },
  };
  const ask = (id: number) =>
    call.write({
      asks: [{ id, action: { $case: 'picture', value: picture } }],
      images: [Buffer.from(image)],
    });
  call.on('data', ({ replies }: inference.ClassifyResponse) => {
    for (const { id, outcome } of replies)
      if (outcome?.$case === 'classification') {
        classified += 1;
        ask(id);
      } else setTimeout(ask, AGAIN_MS, id);
  });
  for (let id = 0; id < underWay; id += 1) ask(id);
}
