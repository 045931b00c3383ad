/** When the extension's code began to run. Imported first of all, so that `activationMs` counts every other module too. */
export const loadStartedMs = performance.now();
