import { connect } from 'node:net';

/** `node probe.js SOCKET`: exits 0 when the worker behind it says that it is well. For container health checks. */
const PATIENCE_MS = 3_000;

const end = (says: string) => {
  process.stdout.write(`${says.trim()}\n`);
  process.exit(says.startsWith('well') ? 0 : 1);
};

let said = '';
connect(process.argv[2] ?? '')
  .on('data', (chunk) => (said += chunk.toString()))
  .on('end', () => end(said))
  .on('error', ({ message }) => end(message));
setTimeout(() => end(`no answer within ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
