import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export const TOKEN = 'a.good.session';
export const PASSWORD = 'correct horse';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

export interface Asked {
  /** Such as `GET license`, below `/admin/v1/`. */
  route: string;
  authorization: string | undefined;
  body: Buffer;
}

type Routes = Record<string, Answer | ((asked: Asked) => Answer | Promise<Answer>)>;

/** An operators' door on a real socket, that answers by a table. */
export class FakeDoor implements AsyncDisposable {
  readonly url: string;
  /** What was asked, in order. */
  readonly asked: Asked[];
  readonly #server: Server;

  private constructor(server: Server, scheme: string, asked: Asked[]) {
    this.#server = server;
    this.asked = asked;
    this.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(routes: Routes, tls?: { cert: string; key: string }): Promise<FakeDoor> {
    const asked: Asked[] = [];
    const answer = async (request: IncomingMessage) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const question = {
        route: `${request.method} ${request.url?.replace('/admin/v1/', '')}`,
        authorization: request.headers.authorization,
        body: Buffer.concat(chunks),
      };
      asked.push(question);
      const found = routes[question.route];
      return typeof found === 'function' ? found(question) : found;
    };
    const listener: Parameters<typeof createServer>[1] = (request, response) =>
      void answer(request).then(({ status = 200, headers = {}, body } = unknown) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    const server = tls ? createSecureServer(tls, listener) : createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeDoor(server, tls ? 'https' : 'http', asked);
  }

  get routes(): string[] {
    return this.asked.map(({ route }) => route);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const unknown: Answer = {
  status: 404,
  body: { type: 'about:blank', title: 'Not Found', status: 404 },
};
