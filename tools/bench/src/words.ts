/** The same in the two languages in which operators read. */
export interface Words {
  en: string;
  zh: string;
}

export type Language = keyof Words;
