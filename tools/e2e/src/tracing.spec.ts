import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Collector, type CollectedSpan } from './collector.js';
import { checkout, demo, eventually, TestSite } from './test-site.js';

const picture = readFileSync(join(checkout, 'examples/pictures/scratch-1.jpg'));
const caller = { traceId: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' };
const traceparent = `00-${caller.traceId}-${caller.span}-01`;

const post = async (
  site: TestSite,
  body: Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
) => {
  const answer = await fetch(`${site.url}/${demo}/ImageClassification`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'image/jpeg', ...headers },
  });
  return (await answer.json()) as { log_id: number; results?: unknown[]; error_code?: number };
};

/** Ends the services that trace, which send what they still have. */
const flush = async (site: TestSite) => {
  await site.stop('gateway');
  await site.stop('inference');
};

describe('a request, where a collector is named', () => {
  let collector: Collector;
  let site: TestSite;
  beforeEach(async () => (collector = await Collector.start()));
  afterEach(async () => {
    await site[Symbol.asyncDispose]();
    collector[Symbol.dispose]();
  });

  const start = async (env: Record<string, string> = {}) => {
    site = await TestSite.start({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env } });
  };
  const named = (name: string | RegExp, spans: CollectedSpan[]) => {
    const found = spans.filter((span) => span.name.search(name) >= 0);
    expect(found, String(name)).toHaveLength(1);
    return found[0]!;
  };

  it('is one trace from its caller to the lane, each span within the one that it is part of', async () => {
    await start({ OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=line%201' });
    const tracestate = 'vendor=p:9,other=1';
    const { log_id: logId } = await post(site, picture, { traceparent, tracestate });
    await flush(site);
    const spans = collector.spans.filter(({ traceId }) => traceId === caller.traceId);
    expect(collector.spans).toHaveLength(spans.length); // and nothing but what callers sent is traced
    expect(spans).toHaveLength(7);
    for (const { state } of spans) expect(state).toBe(tracestate);

    const served = named(/^POST \/{deployment}\/ImageClassification$/, spans);
    expect(served).toMatchObject({
      ...{ service: 'easel-gateway', kind: 2, parent: caller.span, error: undefined },
      attributes: {
        ...{ 'http.response.status_code': 200, 'easel.code': 0 },
        ...{ 'easel.log_id': logId, 'easel.deployment': demo },
      },
    });
    const [parse, asked] = [named(/^parse$/, spans), named(/^inference$/, spans)];
    expect(parse).toMatchObject({ service: 'easel-gateway', kind: 1, parent: served.id });
    expect(asked).toMatchObject({ service: 'easel-gateway', kind: 3, parent: served.id });
    const classified = named(/InferenceService\/Classify$/, spans);
    expect(classified).toMatchObject({
      ...{ service: 'easel-inference', kind: 2, parent: asked.id, error: undefined },
      attributes: { 'easel.version': '1', 'easel.log_id': logId, 'easel.deployment': demo },
    });
    const stages = [/^queue$/, /^decode$/, /^infer$/].map((name) => named(name, spans));
    for (const stage of stages)
      expect(stage).toMatchObject({ service: 'easel-inference', kind: 1, parent: classified.id });
    const [queue, decode, infer] = stages as [CollectedSpan, CollectedSpan, CollectedSpan];
    expect(decode.attributes['easel.lane']).toBeGreaterThan(1);
    expect(infer.attributes['easel.lane']).toBe(decode.attributes['easel.lane']);

    const order = [classified.begin, queue.begin, decode.begin, infer.begin, infer.end];
    expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : 1)));
    for (const span of [...stages, parse, asked]) {
      const whole = spans.find(({ id }) => id === span.parent);
      expect(span.end, span.name).toBeGreaterThan(span.begin);
      expect(span.begin, span.name).toBeGreaterThanOrEqual(whole?.begin ?? Infinity);
      expect(span.end, span.name).toBeLessThanOrEqual(whole?.end ?? 0);
    }
    expect(collector.headers[0]).toMatchObject({
      'content-type': 'application/x-protobuf',
      'x-tenant': 'line 1',
    });
  });

  it('that fails says so in every span that it failed, and its log lines name the trace', async () => {
    await start();
    const { log_id: logId } = await post(site, picture.subarray(0, 2000), { traceparent });
    await flush(site);
    const failed = collector.spans.filter(({ error }) => error === '336005');
    expect(failed.map(({ name }) => name).sort()).toEqual([
      'POST /{deployment}/ImageClassification',
      'easel.inference.v1.InferenceService/Classify',
      'inference',
    ]);
    for (const service of ['gateway', 'inference'] as const)
      await expect
        .poll(() => readFileSync(site.logFile(service), 'utf8')) // lines are written in groups
        .toMatch(`"log_id":${logId},"trace_id":"${caller.traceId}"`);
  });

  it('begins a trace where its caller has none, under the name that the service is given', async () => {
    await start({ OTEL_SERVICE_NAME: 'line-1' });
    await post(site, picture, { traceparent: 'nonsense' });
    await flush(site);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(collector.spans.map(({ service }) => service))).toEqual(new Set(['line-1']));
    expect(named(/^POST/, collector.spans).parent).toBe('');
  });

  it('is traced where its caller traces it, when that is the sampler’s rule', async () => {
    await start({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    await post(site, picture);
    await post(site, picture, { traceparent: traceparent.replace(/1$/, '0') });
    await post(site, picture, { traceparent });
    await flush(site);
    expect(collector.spans).toHaveLength(7);
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(
      new Set([caller.traceId]),
    );
  });
});

describe('a collector that is of no use', () => {
  it('neither refuses nor delays anything: requests are answered, and services end', async () => {
    const held: Socket[] = [];
    // It takes connections and says nothing.
    const silent = createServer((socket) => held.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
    await using site = await TestSite.start({ env });
    for (let asked = 0; asked < 200; asked += 1)
      expect(await post(site, picture)).toHaveProperty('results');
    expect(held.length).toBeGreaterThan(0);
    expect(await site.stop('gateway')).toBe('status 0');
    expect(await site.stop('inference')).toBe('status 0');
    for (const socket of held) socket.destroy();
    silent.close();
  });

  it('is told of in the log, while requests come and when the last of them are lost', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
    };
    await using site = await TestSite.start({ env });
    const log = () => readFileSync(site.logFile('gateway'), 'utf8');
    const asked = async () => {
      expect(await post(site, picture)).toHaveProperty('results');
      return log();
    };
    await eventually(asked, (lines) => /"level":"warn".*traces may be lost/.test(lines));
    await post(site, picture);
    expect(await site.stop('gateway')).toBe('status 0');
    expect(log()).toMatch(/"level":"warn".*did not take the last traces/);
  });
});

describe('OpenTelemetry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'easel-loaded-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Which of its packages each program loads. */
  const loadedWith = async (env: Record<string, string>) => {
    const file = join(folder, String(Object.keys(env).length));
    const hook = `import { registerHooks } from 'node:module';
      import { appendFileSync } from 'node:fs';
      registerHooks({ load(url, context, next) {
        const [, name] = /@opentelemetry.([a-z-]+)/.exec(url) ?? [];
        if (name) appendFileSync(${JSON.stringify(file)}, process.argv[1].replace(/.*apps./, '') + ' ' + name + '\\n');
        return next(url, context);
      } });
      appendFileSync(${JSON.stringify(file)}, process.argv[1].replace(/.*apps./, '') + ' itself\\n');`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
    await using site = await TestSite.start({ env: { ...env, NODE_OPTIONS } });
    expect(await post(site, picture)).toHaveProperty('results');
    const lines = new Set(readFileSync(file, 'utf8').trim().split('\n'));
    return (program: string) =>
      [...lines]
        .filter((line) => line.startsWith(`${program} `))
        .map((line) => line.slice(program.length + 1))
        .sort();
  };
  const lane = 'inference/dist/lanes/lane.js';

  it('is not loaded where no collector is named', async () => {
    const loaded = await loadedWith({});
    expect(loaded('gateway/dist/main.js')).toEqual(['api', 'itself']); // the metrics' library does
    expect(loaded('inference/dist/main.js')).toEqual(['itself']);
    expect(loaded(lane)).toEqual(['itself']);
  });

  it('is loaded where one is, but never in a lane', async () => {
    const loaded = await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect(loaded('gateway/dist/main.js')).toContain('sdk-trace');
    expect(loaded('inference/dist/main.js')).toContain('sdk-trace');
    expect(loaded(lane)).toEqual(['itself']);
  });
});
