import { setTimeout as sleep } from 'node:timers/promises';
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type HrTime,
  type Span as OtelSpan,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent, TraceState } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import { EaselError } from '@easel/errors';
import type { Logger } from './log.js';
import type { SamplerName, TracingConfig } from './tracing.js';

/** How long the last spans may take on their way out. */
const LAST_WORDS_MS = 2000;
/** A collector that is away is news once in a while, not with every batch. */
const COMPLAIN_EVERY_MS = 60_000;
/** Beyond this the wall clock was set, or has drifted, since times were last made out. */
const CLOCK_SLACK_MS = 2;

const samplers: Record<SamplerName, (ratio: number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
};

/** The span that asks, and what its tracing wants passed on, as W3C's headers of these names have it. */
export interface TraceContext {
  traceparent: string;
  /** Empty where there is nothing. */
  tracestate: string;
}

/** A request as it came. */
interface Arrival {
  /** Of whoever sent it; absent where he names no span. */
  parent: TraceContext | undefined;
  from: number;
  attributes: Attributes;
}

/** What a process tells an OTLP collector of the requests that it answers. All times are on performance.now's clock. */
export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #log: Logger;
  #epochMs = performance.timeOrigin;

  constructor({ service, sampler, ratio }: TracingConfig, log: Logger) {
    this.#log = log;
    complainTo(log);
    this.#provider = new TracerProvider({
      resource: defaultResource()
        .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
        .merge(resourceFromAttributes({ 'service.name': service })),
      sampler: samplers[sampler](ratio),
      // Bounded: what a collector does not take in time is dropped.
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
    });
    this.#tracer = this.#provider.getTracer('easel');
  }

  /**
   * A request that came.
   * Where it has no parent, or none that can be read, a trace begins here.
   * @returns undefined when it is not sampled.
   */
  receive(name: string, { parent, from, attributes }: Arrival): Span | undefined {
    const now = Date.now() - performance.now();
    if (Math.abs(now - this.#epochMs) > CLOCK_SLACK_MS) this.#epochMs = now;
    const remote = parent ? parseTraceParent(parent.traceparent) : null;
    const traceState = new TraceState(parent?.tracestate);
    const context = remote
      ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceState, isRemote: true })
      : ROOT_CONTEXT;
    const startTime = toHrTime(this.#epochMs + from);
    const options = { kind: SpanKind.SERVER, startTime, attributes };
    const span = this.#tracer.startSpan(name, options, context);
    return span.isRecording() ? new Span(span, this.#tracer, this.#epochMs) : undefined;
  }

  /** Sends what there still is, if the collector takes it soon. */
  async close(): Promise<void> {
    const sent = this.#provider.shutdown().then(
      () => true,
      () => false,
    );
    if (!(await Promise.race([sent, sleep(LAST_WORDS_MS, false, { ref: false })])))
      this.#log.warn('the collector did not take the last traces');
  }
}

/** How a span ended: 0 is well, anything else the error. */
export interface Ending {
  code: number | string;
  attributes?: Attributes;
}

/** Some time out of a request that is traced. */
export class Span {
  readonly #span: OtelSpan;
  readonly #tracer: Tracer;
  readonly #epochMs: number;

  constructor(span: OtelSpan, tracer: Tracer, epochMs: number) {
    this.#span = span;
    this.#tracer = tracer;
    this.#epochMs = epochMs;
  }

  get traceId(): string {
    return this.#span.spanContext().traceId;
  }

  /** For whoever is asked on behalf of this. */
  get context(): TraceContext {
    const { traceId, spanId, traceState } = this.#span.spanContext();
    return {
      traceparent: `00-${traceId}-${spanId}-01`,
      tracestate: traceState?.serialize() ?? '',
    };
  }

  /** Part of this, which is over. */
  passed(
    name: string,
    { from, to, attributes }: { from: number; to: number; attributes?: Attributes },
  ): void {
    const span = this.#begin(name, SpanKind.INTERNAL, from);
    if (attributes) span.setAttributes(attributes);
    span.end(toHrTime(this.#epochMs + to));
  }

  /** Asks another process, as part of this. */
  async call<T>(name: string, ask: (from: TraceContext) => Promise<T>): Promise<T> {
    const begun = this.#begin(name, SpanKind.CLIENT, performance.now());
    const span = new Span(begun, this.#tracer, this.#epochMs);
    try {
      const answer = await ask(span.context);
      span.end({ code: 0 });
      return answer;
    } catch (thrown) {
      span.end({ code: EaselError.from(thrown).code });
      throw thrown;
    }
  }

  end({ code, attributes = {} }: Ending): void {
    this.#span.setAttributes({ ...attributes, 'easel.code': code });
    if (code !== 0) this.#span.setStatus({ code: SpanStatusCode.ERROR, message: String(code) });
    this.#span.end(toHrTime(this.#epochMs + performance.now()));
  }

  #begin(name: string, kind: SpanKind, from: number): OtelSpan {
    const context = trace.setSpan(ROOT_CONTEXT, this.#span);
    return this.#tracer.startSpan(
      name,
      { kind, startTime: toHrTime(this.#epochMs + from) },
      context,
    );
  }
}

const toHrTime = (epochMs: number): HrTime => [
  Math.floor(epochMs / 1000),
  Math.floor((epochMs % 1000) * 1e6),
];

/** What goes wrong between here and the collector reaches the log, and nobody else. */
function complainTo(log: Logger): void {
  let quietUntil = 0;
  const complain = (said: string) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + COMPLAIN_EVERY_MS;
    log.warn({ said: said.slice(0, 500) }, 'traces may be lost on their way to the collector');
  };
  const ignore = () => undefined;
  const logger = { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
