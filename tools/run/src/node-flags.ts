/**
 * How Node runs a service.
 *
 * A young generation of 4 MiB, not 16: the buffers of a picture are outside of V8's heap, and
 * are let go when their young owners are collected. With more room that is so seldom that their sum, not the heap's, makes
 * V8 mark all there is, some times a second.
 *
 * The image has the same in its CMD.
 */
export const nodeFlags = ['--max-semi-space-size=4'];
