export { labels, type Label } from './labels.js';
export { pictureSeed, type Purpose } from './seeds.js';
export { writeBmpHeader } from './drawing/bmp.js';
export { draw, type Picture } from './drawing/draw.js';
export { encode, encodeJpeg, type Format } from './drawing/picture-file.js';
export { Rng } from './drawing/rng.js';
