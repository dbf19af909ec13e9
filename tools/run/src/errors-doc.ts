import { status as grpcStatuses } from '@grpc/grpc-js';
import { catalogue, codes, type Code } from '@easel/errors';
import { statusOf } from '@easel/rpc';

/** docs/errors.md, in English and Chinese, made of the catalogue alone. */
export function errorsDoc(): string {
  return `<!-- Generated from libs/errors by \`npm run gen\`. Edit the catalogue there. -->

# Error codes

Every answer of the classify route has HTTP status 200. One that carries \`error_code\` is an error:

\`\`\`json
${JSON.stringify({ error_code: 336006, error_msg: `${catalogue[336006].msg}: image is absent`, log_id: 383269589581824 }, null, 2)}
\`\`\`

\`error_msg\` begins with the words below and goes on with what was wrong with this request. \`log_id\` is also in the
\`X-Log-Id\` header and in every log line of the request. When several things are wrong, the first of these decides:
method, deployment, licence, body size, JSON, its shape, base64 size, base64, picture format, dimensions, pixels;
overload whenever it is met. With \`EASEL_HTTP_STATUS=semantic\` errors carry the HTTP status of the table.

${table(['Code', 'error_msg begins with', 'When', 'HTTP, semantic', 'gRPC'], english)}

# 错误码

分类接口的 HTTP 状态码始终为 200;返回中带有 \`error_code\` 即表示出错。\`error_msg\` 以下表中的文字开头,随后说明本次请求的具体问题。
\`log_id\` 同时出现在 \`X-Log-Id\` 响应头和该请求的每一行日志中。同时存在多个问题时,按以下顺序报告第一个:请求方法、服务名称、授权、请求体大小、
JSON、JSON 结构、base64 大小、base64、图片格式、尺寸、像素;过载随时报告。设置 \`EASEL_HTTP_STATUS=semantic\` 后,错误使用下表中的 HTTP 状态码。

${table(['错误码', 'error_msg 开头', '何时出现', 'HTTP(semantic)', 'gRPC'], chinese)}
`;
}

const english = (code: Code) => row(code, catalogue[code].when);
const chinese = (code: Code) => row(code, catalogue[code].whenZh);

const row = (code: Code, when: string) => {
  const { msg, status } = catalogue[code];
  return [String(code), `\`${msg}\``, when, String(status), grpcStatuses[statusOf[code]]];
};

function table(heads: string[], cells: (code: Code) => string[]): string {
  const lines = [heads, heads.map(() => '---'), ...codes.map(cells)];
  return ['<!-- prettier-ignore -->', ...lines.map((line) => `| ${line.join(' | ')} |`)].join('\n');
}
