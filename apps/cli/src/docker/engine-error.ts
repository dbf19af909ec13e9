/** What Docker's engine refused, or why it could not be asked. */
export class EngineError extends Error {
  override name = 'EngineError';
  /** Of HTTP; undefined where no engine answered. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
