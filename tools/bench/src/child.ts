import { fork, type ChildProcess } from 'node:child_process';
import { checkout } from './scratch.js';

/** A process of the bench's own, which answers one order after the other. */
export class Child<Order extends object, Report> {
  readonly #name: string;
  readonly #process: ChildProcess;

  /** @param name of the program, below `src` */
  constructor(name: string) {
    this.#name = name;
    this.#process = fork(`${checkout}tools/bench/dist/${name}.js`, {
      execArgv: [],
      serialization: 'advanced', // bytes travel as bytes
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** @throws Error when it ends in place of an answer */
  ask(order: Order): Promise<Report> {
    return new Promise((resolve, reject) => {
      const end = () => reject(new Error(`${this.#name} ended`));
      this.#process.once('exit', end);
      this.#process.once('message', (report) => {
        this.#process.off('exit', end);
        resolve(report as Report);
      });
      if (this.#process.connected) this.#process.send(order);
      else end();
    });
  }

  kill(): void {
    this.#process.kill();
  }
}
