export { build } from './build.js';
export { images, imagesFor, referenceOf, type Image, type Runtime } from './image.js';
export { measure, type Size } from './sizes.js';
