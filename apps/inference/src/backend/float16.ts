/**
 * onnxruntime-common takes float16 tensors as `Float16Array` where the language has it, which the native side of
 * onnxruntime-node does not read ("not enough space: expected …, got 0"); without the global it takes the bits as
 * `Uint16Array`. So the global goes before onnxruntime is first imported, and stays here for the conversions.
 */
const Float16 = globalThis.Float16Array;
Reflect.deleteProperty(globalThis, 'Float16Array');

/** Rounds to float16 and writes the bits. Both hold the same number of elements. */
export function writeFloat16(values: Float32Array, bits: Uint16Array): void {
  new Float16(bits.buffer as ArrayBuffer, bits.byteOffset, bits.length).set(values);
}

export function readFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(new Float16(bits.buffer as ArrayBuffer, bits.byteOffset, bits.length));
}
