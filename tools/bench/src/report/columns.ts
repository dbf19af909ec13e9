import type { EaselSide, LimitSide } from '../subjects/side.js';
import type { Words } from '../words.js';

interface Column {
  head: Words;
  limit?: (side: LimitSide) => number;
  easel: (side: EaselSide) => number;
}

/** What is told of limit and Easel, from left to right. */
export const columns: Column[] = [
  {
    head: { en: 'per s', zh: '每秒' },
    limit: (side) => side.perSecond,
    easel: (side) => side.perSecond,
  },
  { head: { en: 'p50 ms', zh: 'p50 ms' }, limit: (side) => side.p50, easel: (side) => side.p50 },
  { head: { en: 'p90 ms', zh: 'p90 ms' }, limit: (side) => side.p90, easel: (side) => side.p90 },
  { head: { en: 'p99 ms', zh: 'p99 ms' }, limit: (side) => side.p99, easel: (side) => side.p99 },
  {
    head: { en: 'CPU ms', zh: 'CPU ms' },
    limit: (side) => side.cpuMs,
    easel: (side) => side.cpuMs,
  },
  { head: { en: 'gateway', zh: 'gateway' }, easel: (side) => side.cpuByPart.gateway },
  { head: { en: 'inference', zh: 'inference' }, easel: (side) => side.cpuByPart.inference },
  { head: { en: 'lanes', zh: 'lanes' }, easel: (side) => side.cpuByPart.lanes },
  { head: { en: 'licensing', zh: 'licensing' }, easel: (side) => side.cpuByPart.licensing },
  { head: { en: 'load', zh: '负载' }, easel: (side) => side.generatorCpuMs },
  { head: { en: 'PSS MiB', zh: 'PSS MiB' }, easel: (side) => side.pssMib },
];
