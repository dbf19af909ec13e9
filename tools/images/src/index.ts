export { build } from './build.js';
export { images, referenceOf, type Image } from './image.js';
export { measure, type Size } from './sizes.js';
