import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from '../drawing/canvas.js';
import type { Format } from '../drawing/picture-file.js';
import { showpiece } from '../judging/showpiece.js';
import { labels } from '../labels.js';
import { startBackend } from '../training/backend.js';
import { modelFolder, type Command } from './command.js';
import { readFlags } from './options.js';
import { readWeights } from './read-weights.js';

const flags = {
  model: { about: 'the model version that must name them rightly', default: modelFolder },
  out: { about: 'the folder to write them to', default: 'examples/pictures' },
};

const sizes: Record<Format, Size> = {
  jpg: { width: 640, height: 480 },
  png: { width: 640, height: 480 },
  bmp: { width: 480, height: 360 },
};

export const examplesCommand: Command = {
  about: 'draws two pictures of each label for people to try, as JPEG, PNG and BMP',
  flags,
  async run(args) {
    const values = readFlags(flags, args);
    const weights = await readWeights(values.model);
    await startBackend();
    await mkdir(values.out, { recursive: true });
    const rows: string[] = [];
    let skipped = 0;
    for (const [index, label] of labels.entries()) {
      const formats: Format[] = ['jpg', index % 2 === 0 ? 'png' : 'bmp'];
      for (const [nth, format] of formats.entries()) {
        const run = index * formats.length + nth;
        const shown = await showpiece(weights, label, { run, format, size: sizes[format] });
        const file = `${label}-${nth + 1}.${format}`;
        await writeFile(join(values.out, file), shown.file);
        rows.push(`- \`${file}\`: ${label} ${shown.score.toFixed(3)}, seed ${shown.seed}`);
        skipped += shown.skipped;
      }
    }
    await writeFile(join(values.out, 'README.md'), readme(rows, skipped));
    console.log(`${rows.length} pictures written to ${values.out}, ${skipped} left out`);
  },
};

const readme = (rows: string[], skipped: number): string => `# Pictures to try

Drawn, not photographed: each file's name begins with the label that it shows, which the demo model
\`surface-defects\` answers with the score given here. They are the first pictures of seeds that no
training uses; left out because the model got them wrong: ${skipped}. Written by
\`npm run demo-model -- examples\`.

${rows.join('\n')}
`;
