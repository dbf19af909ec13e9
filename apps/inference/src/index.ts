export type { Backend, ModelInfo, TensorInfo } from './backend/backend.js';
export { onnxruntime } from './backend/onnxruntime.js';
export { Classifier, type Classified } from './classifier.js';
export { turboJpeg } from './pictures/turbojpeg.js';
export { planFor } from './preprocess/prepare.js';
export type { Score } from './scores.js';
