/**
 * Every way a classification can fail, in the words that EasyDL clients match on.
 * Source: the 错误码 table of the EasyDL custom image classification server API.
 *
 * `msg` begins every `error_msg`. `status` is the HTTP status under `EASEL_HTTP_STATUS=semantic`; otherwise the
 * classify route answers 200. `when` and `whenZh` feed docs/errors.md.
 */
export const catalogue = {
  336000: {
    name: 'Internal',
    msg: 'Internal error',
    status: 500,
    when: 'Something nobody foresaw. Never a mistake of the caller. The log has the cause under the same log_id.',
    whenZh: '服务器内部错误(不是调用方的问题)。日志中可按 log_id 查到原因。',
  },
  336001: {
    name: 'InvalidArgument',
    msg: 'Invalid Argument',
    status: 400,
    when: 'Wrong HTTP method; a form or multipart body; JSON that is not an object; `image` not a string; `top_num` not a whole number ≥ 1; no such deployment; a request that is not HTTP.',
    whenZh:
      '请求方法错误;以表单方式提交;JSON 不是对象;image 不是字符串;top_num 不是 ≥ 1 的整数;没有该服务名称;请求不是合法的 HTTP。',
  },
  336002: {
    name: 'BadJson',
    msg: 'JSON不合法',
    status: 400,
    when: 'The body is empty, not UTF-8, not JSON, broken gzip, or too many JSON values to be read.',
    whenZh: '请求体为空、不是 UTF-8、不是 JSON、gzip 数据损坏,或 JSON 内容过多而无法读取。',
  },
  336003: {
    name: 'BadBase64',
    msg: 'Base64解码失败',
    status: 400,
    when: 'A data-URI header left on, characters outside base64, or a length of 1 modulo 4. Line breaks, missing `=` and the URL-safe alphabet are accepted.',
    whenZh:
      '没有去掉 data URI 头部、含有 base64 以外的字符,或长度除以 4 余 1。换行、缺少 = 号和 URL 安全字母表均可接受。',
  },
  336004: {
    name: 'ImageSize',
    msg: '输入文件大小不合法',
    status: 413,
    when: 'Base64 longer than 4 MiB (line breaks not counted), a raw picture over 3 MiB, a body over 8 MiB; shortest side under 15 px or longest side over 4096 px.',
    whenZh:
      'base64 超过 4 MiB(不计换行)、直接上传的图片超过 3 MiB、请求体超过 8 MiB;最短边小于 15 px 或最长边大于 4096 px。',
  },
  336005: {
    name: 'BadImage',
    msg: '图片解码失败',
    status: 422,
    when: 'By its content not a JPEG, PNG or BMP; truncated or corrupt.',
    whenZh: '内容不是 JPEG、PNG 或 BMP;图片被截断或已损坏。',
  },
  336006: {
    name: 'MissingImage',
    msg: '缺失必要参数',
    status: 400,
    when: '`image` is absent, null or empty; an empty body sent as image/jpeg, image/png or image/bmp.',
    whenZh: 'image 字段缺失、为 null 或为空;以 image/jpeg、image/png、image/bmp 提交的空请求体。',
  },
  336100: {
    name: 'Unavailable',
    msg: 'model temporarily unavailable',
    status: 503,
    when: 'The model is loading, overloaded or out of reach. Try again after the seconds in the message and in `Retry-After`.',
    whenZh: '模型正在加载、过载或暂时无法访问。请在提示的秒数(同 Retry-After 响应头)之后重试。',
  },
  337000: {
    name: 'AuthFailed',
    msg: 'Auth check failed',
    status: 403,
    when: 'No licence in force for this hardware and deployment; the message says why.',
    whenZh: '当前硬件或服务没有有效的授权;提示中会说明原因。',
  },
} as const satisfies Record<
  number,
  { name: string; msg: string; status: number; when: string; whenZh: string }
>;

export type Code = keyof typeof catalogue;

/** All codes, rising. */
export const codes = Object.keys(catalogue).map(Number) as Code[];

export const isCode = (value: number): value is Code => Object.hasOwn(catalogue, value);
