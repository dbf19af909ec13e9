import { z } from 'zod';
import {
  classifyAnswerSchema,
  classifyErrorSchema,
  type ClassifyAnswer,
  type ClassifyError,
} from './classify.js';
import { healthSchema, readinessSchema, type Health, type Readiness } from './health.js';

const answerSchema = z.union([classifyAnswerSchema, classifyErrorSchema]);

/** Asks one gateway, through its callers' door. */
export class EaselClient {
  readonly #base: string;

  /** @param url of the callers' door, such as `http://127.0.0.1:8080`. */
  constructor(url: string) {
    this.#base = url.replace(/\/+$/, '');
  }

  /**
   * Classifies one picture. What the server refuses is an answer too: look for `error_code`.
   * @param image the file's bytes, or its base64.
   * @param topNum how many names to answer; absent: the server's default.
   * @throws TypeError when the server is out of reach, ZodError when it answers something else.
   */
  async classify(
    deployment: string,
    image: Uint8Array | string,
    topNum?: number,
  ): Promise<ClassifyAnswer | ClassifyError> {
    const response = await fetch(
      `${this.#base}/${encodeURIComponent(deployment)}/ImageClassification`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          image: typeof image === 'string' ? image : base64(image),
          top_num: topNum,
        }),
      },
    );
    return answerSchema.parse(await response.json());
  }

  /** Whether this gateway classifies now, and if not, why. */
  async ready(): Promise<Readiness> {
    const response = await fetch(`${this.#base}/readyz`);
    return readinessSchema.parse(await response.json());
  }

  /** Answers while the gateway's process does. */
  async health(): Promise<Health> {
    const response = await fetch(`${this.#base}/healthz`);
    return healthSchema.parse(await response.json());
  }
}

/** In pieces, because a picture's bytes are more arguments than a call takes. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
