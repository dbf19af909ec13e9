import { build } from './build.js';
import { sizes } from './sizes.js';

const usage = 'usage: npm run images -- build [RELEASE] | sizes [RELEASE]';
const [word, release = 'development'] = process.argv.slice(2);
const commands: Record<string, (release: string) => boolean> = { build, sizes };
const command = commands[word ?? ''];
if (!command) process.stderr.write(`${usage}\n`);
process.exitCode = command ? (command(release) ? 0 : 1) : 2;
