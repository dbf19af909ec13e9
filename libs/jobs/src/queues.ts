import { z } from 'zod';

/** Names in Redis. Nothing that matters is there alone: a batch is on disk, and its jobs are made again from that. */
export const queues = { chunks: 'easel-chunks', upkeep: 'easel-upkeep' } as const;

/** One chunk of a batch to classify. Where its results are on disk already there is nothing to do. */
export const chunkJobSchema = z.strictObject({ batch: z.string(), chunk: z.int().min(0) });
export type ChunkJob = z.output<typeof chunkJobSchema>;

/** The same chunk is never on the queue twice. BullMQ allows no colon. */
export const chunkJobId = ({ batch, chunk }: ChunkJob): string => `${batch}-${chunk}`;

/** What is done now and then, by one worker of all. */
export const upkeepJobs = { retention: 'retention', summary: 'summary' } as const;
