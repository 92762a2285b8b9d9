// Long work in short pieces, so that the page stays alive.

const SLICE = 10; // milliseconds of work without a pause

/**
 * A function to be awaited within long work: it rests whenever the page has waited long enough.
 * @param {() => void} [check] may throw, to give the work up
 */
export function pauses(check = () => {}) {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE) return;
    await new Promise((resolve) => setTimeout(resolve));
    check();
    since = performance.now();
  };
}
