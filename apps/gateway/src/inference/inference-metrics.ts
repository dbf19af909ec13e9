import { inference } from '@easel/rpc';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { InferenceClient } from '@easel/inference-client';

type Watched = Pick<InferenceClient, 'deployments' | 'load'>;

/** Of inference's load, each with what it is called and how it reads. */
const gauges: Record<string, { help: string; of: (load: inference.Load) => number }> = {
  easel_inference_requests: {
    help: 'Pictures in inference, waiting or looked at.',
    of: ({ requests }) => requests,
  },
  easel_inference_bytes: {
    help: 'What those pictures take: their files and their pixels.',
    of: ({ bytes }) => bytes,
  },
  easel_inference_background_requests: {
    help: 'Pictures of batches in inference, which the others leave out.',
    of: ({ background }) => background?.requests ?? 0,
  },
  easel_inference_background_bytes: {
    help: 'What those of batches take: their files and their pixels.',
    of: ({ background }) => background?.bytes ?? 0,
  },
  easel_inference_expected_wait_seconds: {
    help: 'Until a picture that comes now would be begun.',
    of: ({ expectedWaitMs }) => expectedWaitMs / 1000,
  },
  easel_inference_lanes: { help: 'Lanes that there are to be.', of: ({ lanes }) => lanes },
  easel_inference_lanes_ready: {
    help: 'Lanes that can be given pictures now.',
    of: ({ lanesReady }) => lanesReady,
  },
};

/** What it refused or gave up, each with how it reads. */
const refusals: Record<
  string,
  { help: string; of: (load: inference.Load) => inference.RefusalCount[] | undefined }
> = {
  easel_inference_refusals_total: {
    help: 'What inference refused or gave up since it was started, by why.',
    of: ({ refused }) => refused,
  },
  easel_inference_background_refusals_total: {
    help: 'The same of pictures of batches, which come again.',
    of: ({ background }) => background?.refused,
  },
};

/**
 * What a monitor reads of inference, as it last said: no more than a tenth of a second ago. While it is out of reach
 * there is nothing to read but that: a last value that stands still would look like calm, and NaN spoils every sum.
 */
export class InferenceMetrics {
  constructor(registry: Registry, { deployments, load }: Watched) {
    const registers = [registry];
    new Gauge({
      name: 'easel_inference_up',
      help: '1 while the gateway hears from inference, else 0 and the other easel_inference_ metrics are absent.',
      registers,
      collect() {
        this.set(load.now ? 1 : 0);
      },
    });
    for (const [name, { help, of }] of Object.entries(gauges))
      new Gauge({
        ...{ name, help, registers },
        collect() {
          if (load.now) this.set(of(load.now));
          else this.remove();
        },
      });
    new Counter({
      name: 'easel_inference_lane_restarts_total',
      help: 'Lanes that died and were started anew, since inference was started.',
      registers,
      collect() {
        this.reset();
        if (load.now) this.inc(load.now.laneRestarts);
        else this.remove();
      },
    });
    for (const [name, { help, of }] of Object.entries(refusals))
      new Counter({
        ...{ name, help, registers, labelNames: ['reason'] },
        collect() {
          this.reset();
          for (const { reason, count } of (load.now && of(load.now)) ?? [])
            this.inc({ reason }, count);
        },
      });
    new Gauge({
      name: 'easel_deployment_info',
      help: '1 for the version that is in service, as inference last said.',
      labelNames: ['deployment', 'version'],
      registers,
      collect() {
        this.reset();
        for (const { name, version } of deployments.list())
          if (version !== '') this.set({ deployment: name, version }, 1);
      },
    });
    new Gauge({
      name: 'easel_deployment_serving',
      help: '1 for a deployment that answers, 0 for one that loads or could not be loaded.',
      labelNames: ['deployment'],
      registers,
      collect() {
        this.reset();
        for (const { name, state } of deployments.list())
          this.set({ deployment: name }, state === SERVING ? 1 : 0);
      },
    });
  }
}

const SERVING = inference.DeploymentState.DEPLOYMENT_STATE_SERVING;
