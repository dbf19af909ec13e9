import { HttpException } from '@nestjs/common';

/** The status that Nest or Fastify mean by what they threw on their own; undefined for anything else. */
export function frameworkStatus(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && thrown.name === 'FastifyError' && 'statusCode' in thrown)
    return Number(thrown.statusCode);
  return undefined;
}
