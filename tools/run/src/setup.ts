import { randomBytes } from 'node:crypto';
import { existsSync, lchownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite } from '@easel/platform';
import { prepare } from './prepare.js';

/** What compose runs once, before the services: the state folder is a volume that all of them see. */
const home = process.env.EASEL_HOME ?? '/var/lib/easel';
for (const line of await prepare(home)) process.stdout.write(`${line}\n`);
// The volumes of the gateway and of inference go here, and they cannot make a place for them: to them the state is
// read-only.
mkdirSync(join(home, 'admin'), { recursive: true, mode: 0o700 });
mkdirSync(join(home, 'tuning'), { recursive: true });
// Inference writes `current` beside the versions, so their folder is its own; what is in them is not, nor is it changed.
const models = join(home, 'models');
const { uid, gid } = statSync(models);
// Not what a link of theirs leads to: this runs as root.
for (const name of readdirSync(models)) lchownSync(join(models, name), uid, gid);
// Of Redis: only whom its volume is given can read it.
const password = join(home, 'redis-secret/password');
if (!existsSync(password)) atomicWrite(password, `${randomBytes(24).toString('hex')}\n`);
