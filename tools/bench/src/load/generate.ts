import { AnswerBook } from './answer-book.js';
import { arrive } from './arrivals.js';
import { callInTurn } from './callers.js';
import type { Stop } from './load.js';
import type { Order, Window } from './protocol.js';

// The load, in a process of its own so that its cost can be told from Easel's.

const book = new AnswerBook();
let stop: Stop = () => Promise.resolve();
let cpu = process.cpuUsage();
let since = performance.now();

process.on('message', (order: Order) => void obey(order).then(() => process.send?.(take())));
process.on('disconnect', () => process.exit());

async function obey(order: Order): Promise<void> {
  if ('go' in order) {
    const { pace, ...rest } = order.go;
    // They came as views of one message.
    const requests = rest.requests.map(({ bytes, ...others }) => ({
      ...others,
      bytes: Buffer.from(bytes),
    }));
    const load = { ...rest, requests, book };
    stop = 'callers' in pace ? callInTurn(load, pace.callers) : arrive(load, pace);
  } else if ('stop' in order) await stop(order.stop.patienceMs);
}

function take(): Window {
  const { user, system } = process.cpuUsage(cpu);
  const now = performance.now();
  const window = { ...book.take(), wallMs: now - since, cpuMs: (user + system) / 1000 };
  cpu = process.cpuUsage();
  since = now;
  return window;
}
