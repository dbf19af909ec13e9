import { credentialsHere } from './own-credentials.js';
import { LicenseDeskServiceClient } from './gen/easel/licensing/v1/licensing.js';

/**
 * `node request.js [HOST:PORT]`: prints the licence request of the machine whose licensing listens there, for the vendor.
 * Where several machines have one each, the gateway's door leads to only one of them.
 */
const address = process.argv[2] ?? '127.0.0.1:9402';
const desk = new LicenseDeskServiceClient(address, credentialsHere(address));
desk.request({}, (error, reply) => {
  if (error) process.stderr.write(`${address}: ${error.details}\n`);
  else process.stdout.write(`${JSON.stringify(JSON.parse(reply.json), null, 2)}\n`);
  process.exit(error ? 1 : 0);
});
