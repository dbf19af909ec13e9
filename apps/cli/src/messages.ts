import { backups } from './messages/backups.js';
import { batchHelp } from './messages/batch-help.js';
import { batches } from './messages/batches.js';
import { delivery } from './messages/delivery.js';
import { deployments } from './messages/deployments.js';
import { files } from './messages/files.js';
import { help } from './messages/help.js';
import { license } from './messages/license.js';
import { loggingIn } from './messages/logging-in.js';
import { machine } from './messages/machine.js';
import { reaching } from './messages/reaching.js';
import { request } from './messages/request.js';
import { usage } from './messages/usage.js';

/** Everything that `easel` says in sentences; names and states are in `terms`. */
export const messages = {
  ...help,
  ...usage,
  ...files,
  ...reaching,
  ...loggingIn,
  ...license,
  ...deployments,
  ...delivery,
  ...backups,
  ...machine,
  ...request,
  ...batchHelp,
  ...batches,
} as const;
