const MiB = 1024 * 1024;

/** The largest file that a picture may be: of a batch, since what live callers send is smaller by far. */
export const LARGEST_FILE = 64 * MiB;

/** What a message holds at most, at either end: a larger one would end the stream, and with it every other picture's. */
export const LARGEST_MESSAGE = LARGEST_FILE + 2 * MiB;
