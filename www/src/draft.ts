// The draft in the browser's own store, where the visitor asked for one. A browser that has no store for the page keeps none.
const DRAFT = "innopoints-draft";

function tried<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

export const draft = {
  read: (): string | null => tried(() => localStorage.getItem(DRAFT), null),
  keep: (text: string): void => tried(() => localStorage.setItem(DRAFT, text), undefined),
  drop: (): void => tried(() => localStorage.removeItem(DRAFT), undefined),
};
