/** Where Redis is. */
export interface RedisPlace {
  /** `redis://:PASSWORD@HOST:PORT` or `unix:///absolute/path`. */
  url: string;
  /** In place of one in the URL. */
  password?: string | undefined;
}

/** As ioredis is told of it: a URL or a socket's path, and options. */
export const connectionTo = ({ url, password }: RedisPlace): [string, { password?: string }] => [
  url.replace(/^unix:\/\//, ''),
  password === undefined ? {} : { password },
];
