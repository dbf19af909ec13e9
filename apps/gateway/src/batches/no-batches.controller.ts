import { All, Controller } from '@nestjs/common';
import { HttpProblem } from '../http/http-problem.js';

const HOW =
  'batches need Redis: under npm start, install redis-server so that it is found on the PATH and start again, with docker-compose take the whole compose file, elsewhere set EASEL_REDIS_URL';

/** In place of batches where there is no Redis: everything else works without. */
@Controller(':deployment/ImageClassification/batches')
export class NoBatchesController {
  @All(['', '*'])
  none(): never {
    throw new HttpProblem(503, HOW);
  }
}
