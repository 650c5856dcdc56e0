// Files on the visitor's own device: opened, and saved; nothing is requested for either.

/** The files that were chosen. The same ones, mended, may be chosen again. */
export function chosen(event: Event): File[] {
  const input = event.target as HTMLInputElement;
  const files = [...(input.files ?? [])];
  input.value = "";
  return files;
}

/** Saves a text under a name. */
export function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
