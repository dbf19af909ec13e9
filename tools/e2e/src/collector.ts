import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { BinaryReader } from '@bufbuild/protobuf/wire';

/** A span as an OTLP collector is told of it. */
export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  id: string;
  /** Its tracestate. */
  state: string;
  /** Empty where it has none. */
  parent: string;
  /** OTLP's: 1 internal, 2 server, 3 client. */
  kind: number;
  /** Nanoseconds since 1970. */
  begin: bigint;
  end: bigint;
  attributes: Record<string, string | number>;
  /** What its status says, where that is an error. */
  error: string | undefined;
}

/** An OTLP collector as far as the wire: takes traces as protobuf over HTTP, and keeps them. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** The headers that each batch came with. */
  readonly headers: NodeJS.Dict<string | string[]>[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void buffer(request).then((body) => {
        if (request.url === '/v1/traces') this.spans.push(...readSpans(body));
        this.headers.push(request.headers);
        response.end();
      });
    });
  }

  static async start(): Promise<Collector> {
    const collector = new Collector();
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  [Symbol.dispose](): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

type Field = bigint | Uint8Array;

/** The fields of a protobuf message, by number. */
function fieldsOf(bytes: Uint8Array): (field: number) => Field[] {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, Field[]>();
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const read: Record<number, () => Field> = {
      0: () => BigInt(reader.uint64()),
      1: () => BigInt(reader.fixed64()),
      2: () => reader.bytes(),
      5: () => BigInt(reader.fixed32()),
    };
    const value = read[wire]?.();
    if (value === undefined) throw new Error(`wire type ${wire}`);
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return (field) => fields.get(field) ?? [];
}

const messages = (all: Field[]) => all.map((bytes) => fieldsOf(bytes as Uint8Array));
const text = ([bytes]: Field[]) => Buffer.from((bytes ?? []) as Uint8Array).toString();
const hex = ([bytes]: Field[]) => Buffer.from((bytes ?? []) as Uint8Array).toString('hex');
const number = ([value]: Field[]) => (value ?? 0n) as bigint;

/** Numbers of fields as in opentelemetry/proto/trace/v1/trace.proto. */
function readSpans(body: Buffer): CollectedSpan[] {
  return messages(fieldsOf(body)(1)).flatMap((resourceSpans) => {
    const [resource] = messages(resourceSpans(1));
    const service = String(attributesOf(resource?.(1) ?? [])['service.name']);
    return messages(resourceSpans(2))
      .flatMap((scopeSpans) => messages(scopeSpans(2)))
      .map((span): CollectedSpan => {
        const [status] = messages(span(15));
        return {
          service,
          traceId: hex(span(1)),
          id: hex(span(2)),
          state: text(span(3)),
          parent: hex(span(4)),
          name: text(span(5)),
          kind: Number(number(span(6))),
          begin: number(span(7)),
          end: number(span(8)),
          attributes: attributesOf(span(9)),
          error: status && number(status(3)) === 2n ? text(status(2)) : undefined,
        };
      });
  });
}

function attributesOf(all: Field[]): Record<string, string | number> {
  return Object.fromEntries(
    messages(all).map((pair) => {
      const [value] = messages(pair(2));
      const words = value?.(1) ?? [];
      return [text(pair(1)), words.length > 0 ? text(words) : Number(number(value?.(3) ?? []))];
    }),
  );
}
