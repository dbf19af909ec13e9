import { prepare } from './prepare.js';

/** What compose runs once, before the services: the state folder is a volume that all of them see. */
for (const line of await prepare(process.env.EASEL_HOME ?? '/var/lib/easel'))
  process.stdout.write(`${line}\n`);
