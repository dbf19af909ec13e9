import { AnswerBook } from './answer-book.js';
import { arrive } from './arrivals.js';
import { callInTurn } from './callers.js';
import type { Order, Window } from './protocol.js';

// The load, in a process of its own so that its cost can be told from Easel's.

const book = new AnswerBook();
let cpu = process.cpuUsage();
let since = performance.now();

process.on('message', (order: Order) => {
  if ('take' in order) return void process.send?.(take());
  const { pace, ...rest } = order.go;
  const load = { ...rest, requests: rest.requests.map((request) => Buffer.from(request)), book };
  if ('callers' in pace) callInTurn(load, pace.callers);
  else arrive(load, pace);
});
process.on('disconnect', () => process.exit());

function take(): Window {
  const used = process.cpuUsage(cpu);
  const now = performance.now();
  const window = {
    ...book.take(),
    wallMs: now - since,
    cpuMs: (used.user + used.system) / 1000,
  };
  cpu = process.cpuUsage();
  since = now;
  return window;
}
