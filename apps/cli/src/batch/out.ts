import { isAbsolute, relative } from 'node:path';
import type { BatchFormat } from '@easel/contract';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { path } from '../input.js';
import { messages } from '../messages.js';

/** What a command line says of the results. */
export interface OutOptions {
  out?: string;
  format?: string;
  force?: boolean;
}

/** Where the results go. */
export interface Out {
  /** A path from the root. */
  out: string;
  format: BatchFormat;
  /** Whether what is there is replaced. */
  force: boolean;
}

/** @param before what was said when it was begun, which counts for what is not said now. */
export function outOf({ out, format, force }: OutOptions, before?: Out): Out {
  const wanted = formatOf(format, out) ?? before?.format ?? 'csv';
  const usual = format === undefined ? before?.out : undefined;
  return {
    out: out === undefined ? (usual ?? path(`results.${wanted}`)) : path(out),
    format: wanted,
    force: force ?? before?.force ?? false,
  };
}

/** The one that is asked for, or that a file's name asks for. */
export function formatOf(
  format: string | undefined,
  out: string | undefined,
): BatchFormat | undefined {
  if (format === 'csv' || format === 'jsonl') return format;
  if (format !== undefined) throw new Failure(exits.usage, messages.badFormat);
  if (out === undefined) return undefined;
  return out.toLowerCase().endsWith('.jsonl') ? 'jsonl' : 'csv';
}

/** As the operator would name it from where he stands. */
export function shown(file: string): string {
  const near = relative(path('.'), file);
  return near.startsWith('..') || isAbsolute(near) ? file : near;
}
