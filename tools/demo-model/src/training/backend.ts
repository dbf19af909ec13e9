import { ready, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { registerConvolutionGradients } from './convolution-gradients.js';

let started: Promise<void> | undefined;

/** Starts tensorflow's wasm backend in this thread, able to train convolutions. May be called again. */
export function startBackend(): Promise<void> {
  started ??= start();
  return started;
}

async function start() {
  if (!(await setBackend('wasm'))) throw new Error('the wasm backend of tensorflow did not start');
  await ready();
  registerConvolutionGradients();
}
