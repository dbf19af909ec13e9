import { inference } from '@easel/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serving } from '../testing/fake-inference.js';
import { Site } from '../testing/site.js';

let site: Site;
beforeEach(async () => (site = await Site.start()));
afterEach(() => site[Symbol.asyncDispose]());

const read = async (name: string) => {
  const page = await (await fetch(`${site.gateway.operators}/metrics`)).text();
  return page.split('\n').filter((line) => line.startsWith(`easel_${name}`));
};
const readUntil = (name: string, wanted: (lines: string[]) => boolean) =>
  site.eventually(() => read(name), wanted);

describe('a monitor', () => {
  it('sees how busy inference is, what it refused, and its lanes', async () => {
    site.inference.beBusy({
      ...{ expectedWaitMs: 250, requests: 9, bytes: 5_000_000_000, lanesReady: 1, laneRestarts: 3 },
      refused: [
        { reason: 'queue', count: 7 },
        { reason: 'deadline', count: 1 },
      ],
      background: { requests: 5, bytes: 700, refused: [{ reason: 'queue', count: 2 }] },
    });
    const lines = await readUntil('inference_', (read) =>
      read.includes('easel_inference_requests 9'),
    );
    expect(lines.sort()).toEqual([
      'easel_inference_background_bytes 700',
      'easel_inference_background_refusals_total{reason="queue"} 2',
      'easel_inference_background_requests 5',
      'easel_inference_bytes 5000000000',
      'easel_inference_expected_wait_seconds 0.25',
      'easel_inference_lane_restarts_total 3',
      'easel_inference_lanes 2',
      'easel_inference_lanes_ready 1',
      'easel_inference_refusals_total{reason="deadline"} 1',
      'easel_inference_refusals_total{reason="queue"} 7',
      'easel_inference_requests 9',
      'easel_inference_up 1',
    ]);
  });

  it('reads nothing of an inference that is out of reach but that, and begins at nothing when it is back', async () => {
    site.inference.beBusy({ laneRestarts: 3 });
    await readUntil('inference_lane', (lines) => lines.some((line) => line.endsWith('total 3')));
    site.inference.kill();
    const gone = await readUntil('inference_', ([up]) => up === 'easel_inference_up 0');
    expect(gone).toEqual(['easel_inference_up 0']);
    site.inference.beBusy({ laneRestarts: 0 });
    await site.inference.listen();
    const back = await readUntil('inference_', ([up]) => up === 'easel_inference_up 1');
    expect(back).toContain('easel_inference_lane_restarts_total 0');
  });

  it('sees which version of each deployment is in service, and which deployment does not answer', async () => {
    const { DEPLOYMENT_STATE_FAILED: failed, DEPLOYMENT_STATE_IDLE: idle } =
      inference.DeploymentState;
    site.inference.deploy(
      serving('steel', '2024-b'),
      { ...serving('tiles', ''), state: failed },
      { ...serving('wood', ''), state: idle },
    );
    await readUntil('deployment_info', (lines) => lines.some((line) => line.includes('2024-b')));
    expect(await read('deployment')).toEqual([
      'easel_deployment_info{deployment="steel",version="2024-b"} 1',
      'easel_deployment_serving{deployment="steel"} 1',
      'easel_deployment_serving{deployment="tiles"} 0',
    ]);
  });
});
