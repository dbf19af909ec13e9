import type { Said } from './said.js';

/** What `--help` says of batches. */
export const batchHelp = {
  batchHelp: {
    en: 'classify thousands of pictures: run, resume, list, status, pause, cancel, results, delete',
    zh: '批量分类大量图片:run、resume、list、status、pause、cancel、results、delete',
  },
  deploymentOption: {
    en: 'which deployment; needless where there is one',
    zh: '服务名称;只有一个服务时可省略',
  },
  runHelp: {
    en: 'send pictures, watch until all are classified, and fetch the results',
    zh: '上传图片,等待全部分类完成,并取回结果',
  },
  pathArgument: {
    en: 'folders, files, or one archive (.zip, .tar, .tar.gz, .tgz)',
    zh: '文件夹、文件,或一个压缩包(.zip、.tar、.tar.gz、.tgz)',
  },
  importOption: {
    en: 'in place of PATH: a folder that the server can read, below its EASEL_IMPORT_ROOTS',
    zh: '代替 PATH:服务器可读取的文件夹,位于其 EASEL_IMPORT_ROOTS 之下',
  },
  allOption: {
    en: 'of folders every file that is not hidden, not only .jpg .jpeg .png .bmp',
    zh: '上传文件夹中所有非隐藏文件,不限 .jpg .jpeg .png .bmp',
  },
  topOption: { en: 'how many names a picture gets (else 6)', zh: '每张图片返回的结果数(默认 6)' },
  batchVersionOption: {
    en: 'the model version that classifies all of it (else the one in service now); current: whichever is in service at each moment',
    zh: '用于全部图片的模型版本(默认为当前启用的版本);current 表示以当时启用的为准',
  },
  detachOption: {
    en: 'only begin it; `easel batch resume` watches it and fetches the results',
    zh: '只发起任务;之后可用 easel batch resume 查看并取回结果',
  },
  resultsOption: {
    en: 'where the results go (else results.csv or results.jsonl here)',
    zh: '结果文件(默认为当前目录下的 results.csv 或 results.jsonl)',
  },
  outFileOption: { en: 'where they go (else standard output)', zh: '结果文件(默认输出到标准输出)' },
  formatOption: {
    en: 'csv or jsonl (else by the name of FILE)',
    zh: 'csv 或 jsonl(默认依据 FILE 的扩展名)',
  },
  forceOption: { en: 'replace FILE where it is there already', zh: '覆盖已存在的 FILE' },
  resumeHelp: {
    en: 'come back to a batch: send again what was not sent, go on if it was paused, watch, fetch the results',
    zh: '继续一个任务:重新发送未发完的内容,恢复已暂停的任务,查看进度并取回结果',
  },
  lastIdArgument: {
    en: 'which (else the last begun from here)',
    zh: '任务编号(默认为本机最近发起的任务)',
  },
  idArgument: {
    en: 'which; `easel batch list` shows them',
    zh: '任务编号,可用 easel batch list 查看',
  },
  listHelp: { en: 'the batches, newest first', zh: '列出任务,最新的在前' },
  afterOption: { en: 'those older than this one', zh: '只列出早于该任务的' },
  batchStatusHelp: { en: 'how one is', zh: '查看一个任务的状态' },
  pauseHelp: { en: 'let it rest until it is resumed', zh: '暂停任务' },
  cancelHelp: { en: 'end it; results so far are kept', zh: '取消任务,保留已有结果' },
  resultsHelp: {
    en: 'the results there are so far, to standard output or --out',
    zh: '取得目前的结果,输出到标准输出或 --out',
  },
  deleteHelp: { en: 'delete one that has ended, with its results', zh: '删除已结束的任务及其结果' },
} as const satisfies Said;
