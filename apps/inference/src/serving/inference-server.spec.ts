import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { Repository } from '@easel/models';
import { InferenceServiceClient, type inference } from '@easel/rpc';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { admissions } from '../admission.js';
import { LanePool } from '../lanes/lane-pool.js';
import { Tuner } from '../tuning/tuner.js';
import { Deployments } from './deployments.js';
import { InferenceServer } from './inference-server.js';

const log = pino({ level: 'silent' });
const answer: inference.Classification = {
  scores: [{ name: 'scratch', score: 0.5 }],
  timing: { queueMs: 0, decodeMs: 0, inferMs: 0 },
  version: '1',
};
const picture = {
  deployment: 'a',
  topNum: 1,
  deadlineMs: 10_000,
  logId: 1,
  traceparent: '',
  tracestate: '',
  background: false,
  version: '',
};

describe('inference that is told to stop', () => {
  it('answers what it has begun, and is heard', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'easel-server-'));
    await using stack = new AsyncDisposableStack();
    const pool = new LanePool({ lanes: 1, log });
    stack.defer(() => pool.drain());
    const repository = new Repository(folder);
    const machine = { cores: 1, lanes: 1 };
    const tuner = new Tuner({ folder: '/nowhere', on: false, machine, log });
    const deployments = new Deployments({ repository, pool, tuner, log });
    stack.defer(() => deployments.stop());
    const release = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const address = `unix:${folder}/inference.sock`;
    const server = await InferenceServer.start(
      { address },
      {
        classify: async () => {
          begun.resolve(undefined);
          await release.promise;
          return answer;
        },
        admission: admissions({ requests: 1, bytes: 1 }, pool),
        ...{ deployments, pool, log },
        tracing: undefined,
      },
    );

    const client = new InferenceServiceClient(address, credentials.createInsecure());
    const call = client.classify().on('error', () => undefined);
    const heard = once(call, 'data') as Promise<[inference.ClassifyResponse]>;
    const asks = [1, 2].map((id): inference.Ask => ({
      id,
      action: { $case: 'picture', value: picture },
    }));
    call.write({ asks, images: [Buffer.alloc(1), Buffer.alloc(1)] });
    await begun.promise;
    const drained = server.drain();
    release.resolve(undefined);
    const [{ replies }] = await heard;
    expect(replies.map(({ id, outcome }) => [id, outcome?.$case])).toEqual([
      [1, 'classification'],
      [2, 'classification'],
    ]);
    await drained;
    client.close();
  });
});
