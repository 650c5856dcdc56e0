/**
 * Imported for its effect: everything that the package would import when it is first asked for comes at once. For service workers,
 * where `import()` is not allowed, and for pages that are to need nothing later.
 */
export {};
