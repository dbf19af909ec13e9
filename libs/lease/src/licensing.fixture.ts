import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { licensing } from '@easel/rpc';

export type Answer = (
  request: licensing.LeaseRequest,
) => licensing.LeaseResponse | Promise<licensing.LeaseResponse>;

/** Something in licensing's place, on a real socket, that says what a test wants it to. */
export class Licensing {
  readonly address = `unix:${join(mkdtempSync(join(tmpdir(), 'easel-lease-')), 'licensing.sock')}`;
  answer: Answer;
  asked = 0;
  #server = new Server();
  #watchers = new Set<ServerWritableStream<licensing.WatchRequest, licensing.WatchResponse>>();

  constructor(answer: Answer) {
    this.answer = answer;
  }

  async start(): Promise<this> {
    this.#server = new Server();
    this.#server.addService(licensing.LicensingServiceService, {
      lease: (call, reply) => {
        this.asked += 1;
        void Promise.resolve(this.answer(call.request)).then((answer) => reply(null, answer));
      },
      watch: (call) => {
        this.#watchers.add(call);
        call.on('cancelled', () => this.#watchers.delete(call));
        call.on('error', () => this.#watchers.delete(call));
        call.write({});
      },
    } satisfies licensing.LicensingServiceServer);
    const ready = Promise.withResolvers<undefined>();
    this.#server.bindAsync(this.address, ServerCredentials.createInsecure(), (error) => {
      if (error) ready.reject(error);
      else ready.resolve(undefined);
    });
    await ready.promise;
    return this;
  }

  announce(): void {
    for (const call of this.#watchers) call.write({});
  }

  /** Goes without a word. */
  kill(): void {
    this.#watchers.clear();
    this.#server.forceShutdown();
  }
}
