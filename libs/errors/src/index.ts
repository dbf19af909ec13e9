export { catalogue, codes, isCode, type Code } from './catalogue.js';
export { EaselError, type EaselErrorOptions } from './easel-error.js';
