import { cases, first } from './cases/cases.js';
import { comparable } from './compare/compare.js';

export const help = `What Easel makes of this machine, beside what the machine can do: bare loops that decode and
classify the same photo, one process a core, and nothing else. Both in turn, several rounds,
the middle of each figure.

  npm run bench -- [CASE …] [options]
  npm run bench -- compare REVISION REVISION [WORK …] [options]
  npm run bench -- document RUN.json …

Cases:
${Object.entries(cases)
  .map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`)
  .join('\n')}

Without CASE: ${first.join(', ')}. With all: every one of them, about an hour.

  --rounds N      rounds of limit and Easel (5)
  --seconds N     seconds of a round (8); of a case without rounds (in brackets above)
  --threads N     threads of onnxruntime for one picture, in the bare loops (as Easel's)
  --json FILE     write what was measured
  --svg FILE      draw where the time goes
  --check         end with status 1 when a figure was not reached
  --help          this text

compare: two git revisions, each built in a worktree of its own, take turns on the same work:
  ${Object.keys(comparable).join(', ')}.
It takes --rounds, --seconds and --json.

document: writes what runs measured (--json) into docs/performance.md, its Chinese twin, and
their drawings, which are of the first.

Models, photos and other revisions are kept in var/bench, which may be deleted.`;
