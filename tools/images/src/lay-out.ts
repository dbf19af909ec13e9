import { join, resolve } from 'node:path';
import { checkout } from './checkout.js';
import { layOut } from './contents.js';
import { contents } from './image.js';

// Run while the images are built, with the folder to fill.
const [, , into = ''] = process.argv;
for (const workspace of contents) layOut(resolve(checkout), workspace, join(into, workspace));
