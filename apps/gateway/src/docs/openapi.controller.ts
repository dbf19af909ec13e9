import { Controller, Get } from '@nestjs/common';
import { openApiDocument } from '@easel/contract';
import { version } from '../version.js';

/** The callers' API for tools; `/docs` shows the same to people. */
export const callersApi = openApiDocument({ version });

@Controller('openapi.json')
export class OpenApiController {
  @Get()
  document(): typeof callersApi {
    return callersApi;
  }
}
