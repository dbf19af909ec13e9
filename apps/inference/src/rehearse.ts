import { Repository } from '@easel/models';
import { createLogger } from '@easel/platform';
import { readConfig } from './config.js';
import { LanePool } from './lanes/lane-pool.js';
import { ActivationRefused } from './serving/activation-refused.js';
import { prove } from './serving/prove.js';
import { Tuner } from './tuning/tuner.js';

/**
 * `node dist/rehearse.js NAME VERSION`: whether this Easel can serve a version on this machine, tried in one lane of its
 * own, while another Easel answers. For whoever is about to replace that one. Ends with 1 and the reason in a line.
 */
const [name = '', version = ''] = process.argv.slice(2);
const { models, tuning, logLevel } = readConfig();
const log = createLogger('rehearsal', logLevel);
const pool = new LanePool({ lanes: 1, log });
const machine = { lanes: 1, cores: 1 };
const tuner = new Tuner({ machine, folder: tuning.folder, on: false, log });
const unload = () => undefined; // the lane ends with this process
try {
  await prove({ repository: new Repository(models), tuner, pool, unload }, name, version);
} catch (error) {
  process.stderr.write(`${ActivationRefused.from(error).message}\n`);
  process.exitCode = 1;
}
await pool.drain();
