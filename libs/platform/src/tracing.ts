import { z } from 'zod';
import type { Logger } from './log.js';
import type { Tracing } from './spans.js';

export type { Span, TraceContext, Tracing } from './spans.js';

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof samplers)[number];

/** What tracing takes from the environment, by OpenTelemetry's names for it. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the http:// or https:// URL of an OTLP collector'),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf'])
    .default('http/protobuf')
    .describe('http/protobuf'),
  OTEL_SERVICE_NAME: z.string().optional().describe('a name'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers)
    .default('parentbased_always_on')
    .describe(`one of ${samplers.join(', ')}`),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('a number from 0 to 1'),
};

type Given = z.output<z.ZodObject<typeof tracingSettings>>;

/** Undefined where no collector is named: nothing is traced then. The exporter finds its address by itself. */
export function toTracing(given: Given, service: string) {
  if (given.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined;
  return {
    /** What spans say they are of. */
    service: given.OTEL_SERVICE_NAME ?? service,
    sampler: given.OTEL_TRACES_SAMPLER,
    /** Of the traces that begin here, where the sampler goes by it. */
    ratio: given.OTEL_TRACES_SAMPLER_ARG,
  };
}

export type TracingConfig = NonNullable<ReturnType<typeof toTracing>>;

/** Not before it is wanted is OpenTelemetry loaded: who does not trace does not pay. */
export async function startTracing(
  config: TracingConfig | undefined,
  log: Logger,
): Promise<Tracing | undefined> {
  if (!config) return undefined;
  const { Tracing } = await import('./spans.js');
  return new Tracing(config, log);
}
