/**
 * How Node runs a service. The buffers of a picture are outside of V8's heap, which sees them as a reason to collect.
 *
 * A young generation of 4 MiB, not 16: they are let go when their young owners are collected. With more room that is so
 * seldom that their sum, not the heap's, makes V8 mark all there is, some times a second.
 *
 * A heap that may treble before all of it is marked: after a pause V8 allows it a tenth, and some dozens of pictures are
 * that. Under load after a pause, `--trace-gc` showed a full collection every 0.4 s, and one in half a minute with this.
 * Where it may double, inference, whose heap is small, marks it every second.
 *
 * Buffers count in that, where otherwise 64 MiB of them are reason enough: half a dozen photos of 2 MB, copies included.
 * With those, two thirds of the gateway's CPU went into marking.
 *
 * The image has the same in its CMD.
 */
export const nodeFlags = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=200',
  '--external-memory-accounted-in-global-limit',
];
