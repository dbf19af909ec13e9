/**
 * What glibc is told in a process that holds models, so that the memory of one that is unloaded goes back to the machine.
 * By itself it learns from the first large block that is freed to keep all up to 32 MiB on its heap. A ResNet-50 then held
 * 279 MiB in place of 143, and 250 after release() in place of 33 (MobileNetV2: 73 and 58, 62 and 38); an inference took
 * the same CPU time. Pictures' buffers up to 256 KiB stay on the heap: a page fault for each 4 KiB of them costs time.
 */
export const allocator = {
  MALLOC_MMAP_THRESHOLD_: '262144',
  MALLOC_TRIM_THRESHOLD_: '8388608',
};
