import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from '@grpc/grpc-js';
import { LeaseHolder } from '@easel/lease';
import { testVendor } from '@easel/license/testing';
import { createLogger } from '@easel/platform';
import { licensing, listen } from '@easel/rpc';

// What the licence costs each request: `npm run lease-cost`. Fails when that is more than it may.

/** Nanoseconds. */
const ALLOWED = 2000;
const CALLS = 1_000_000;
const ROUNDS = 9;

const folder = mkdtempSync(join(tmpdir(), 'easel-lease-cost-'));
const address = `unix:${join(folder, 'licensing.sock')}`;
const vendor = testVendor();
const nbf = Math.floor(Date.now() / 1000);
const token = vendor.issue({ nbf, deployments: ['surface-defects', 'bolts', 'nuts'] });

const server = new Server();
server.addService(licensing.LicensingServiceService, {
  lease: ({ request: { nonce } }, reply) => {
    const terms = { token, durationMs: 600_000, effectiveTimeMs: Date.now(), keyset: '' };
    reply(null, { nonce, outcome: { $case: 'grant', value: terms } });
  },
  watch: (call) => call.write({}),
} satisfies licensing.LicensingServiceServer);
await listen(server, address);

const log = createLogger('lease-cost', 'error');
const holder = LeaseHolder.start({ address, holder: 'gateway', trust: vendor.trust, log });
await new Promise<void>((resolve) => {
  holder.onChange(({ inForce }) => inForce && resolve());
});

let taken = 0;
const baseline = median(() => (taken += 1));
const cost = median(() => holder.require('bolts'));

holder.close();
server.forceShutdown();
rmSync(folder, { recursive: true });

const net = cost - baseline;
const verdict = net < ALLOWED ? 'under' : 'NOT under';
process.stdout
  .write(`the check of the lease on the path of a request, ${ROUNDS} rounds of ${CALLS} calls
  check      ${cost.toFixed(1)} ns a call, in the middle of the rounds
  baseline   ${baseline.toFixed(1)} ns, for a loop that only counts
  verdict    ${net.toFixed(1)} ns, 1/${(ALLOWED / net).toFixed(0)} of the ${ALLOWED / 1000} µs that it may cost: ${verdict} it
`);
process.exitCode = net < ALLOWED ? 0 : 1;

/** Nanoseconds a call, in the middle of the rounds: one that was interrupted does not count. */
function median(call: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const begun = process.hrtime.bigint();
    for (let n = 0; n < CALLS; n++) call();
    return Number(process.hrtime.bigint() - begun) / CALLS;
  });
  return rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? NaN;
}
