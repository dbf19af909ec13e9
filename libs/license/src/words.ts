/** What people read of a licence: callers in English, operators in their own language. */
export interface Words {
  en: string;
  zh: string;
}
