// Finds the elements of a page that a script works on. Each has to be of the kind that the script says: a page that does
// not fit its script is named at once, and what the elements can do is known before they run.

/**
 * The first element that a selector names. It has to be there.
 * @template {Element} Kind
 * @param {string} selector
 * @param {{ new (): Kind }} kind
 * @param {ParentNode} [within]
 */
export function required(selector, kind, within = document) {
  return ofKind(kind, within.querySelector(selector), selector);
}

/**
 * All elements that a selector names. There may be none.
 * @template {Element} Kind
 * @param {string} selector
 * @param {{ new (): Kind }} kind
 * @param {ParentNode} [within]
 */
export function every(selector, kind, within = document) {
  return [...within.querySelectorAll(selector)].map((found) => ofKind(kind, found, selector));
}

/**
 * @template {Element} Kind
 * @param {{ new (): Kind }} kind
 * @param {Element | null} found
 * @param {string} selector
 */
function ofKind(kind, found, selector) {
  if (!(found instanceof kind)) {
    throw new TypeError(`The page needs an ${kind.name} for the selector ${selector}.`);
  }
  return found;
}
