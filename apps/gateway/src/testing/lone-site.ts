import 'reflect-metadata';
import { Site } from './site.js';

/** A site in a process of its own, so that what it takes of memory can be told: it says where, and whenever asked, how much. */
const site = await Site.start({ EASEL_REDIS_URL: 'unix:///nonexistent/redis.sock' });
const say = () =>
  process.send?.({ url: site.url, home: site.home, mostKiB: process.resourceUsage().maxRSS });
process.on('message', say);
process.on('disconnect', () => process.exit());
say();
