import { systemClock } from '@easel/lease';
import { AdminFolder } from './admin/admin-folder.js';
import { Password } from './admin/password.js';
import { Sessions } from './admin/sessions.js';
import { readConfig } from './config.js';

/**
 * Prints a session of the administrator, for whoever may run programs in this container: he could read the key of
 * sessions as well. So installing needs no password, and works before one is set.
 */
const folder = new AdminFolder(readConfig().home);
const sessions = new Sessions({ folder, password: new Password(folder), clock: systemClock });
process.stdout.write(`${JSON.stringify(sessions.open())}\n`);
