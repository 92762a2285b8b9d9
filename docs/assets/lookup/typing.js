// What a reader has begun to type into the header search, and what may be meant by a mistyped word.

import { digitsOf, isNumber } from "./catalogue.js";
import { isWithin } from "./words.js";

/** @import { Page } from "./catalogue.js" */
/** @import { Index } from "./reading.js" */

const LEAST = 4; // letters of a word that may be mistyped
const LONG = 7; // letters of a word that may be mistyped twice

/**
 * The pages whose code begins with a number that is being typed, the shortest codes first.
 * @param {Index} index
 * @param {string} typed
 * @param {number} fewest digits that are enough to tell
 * @returns {Page[]}
 */
export function begun({ catalogue }, typed, fewest) {
  const digits = typed.replace(/^["'\s-]+|["'\s]+$/g, "");
  if (!/^\d+$/.test(digits) || digits.length < fewest) return [];
  const isBegun = (/** @type {Page} */ { code }) =>
    isNumber(code) && digitsOf(code).startsWith(digitsOf(digits));
  return catalogue.pages
    .filter(isBegun)
    .sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1));
}

/**
 * A text with the words that no document has as those that they are nearly spelled like; of several the most frequent.
 * @param {Index} index
 * @param {string} text
 */
export function respelled({ wordings }, text) {
  const frequency = (/** @type {string} */ word) => wordings.postings.get(word)?.length ?? 0;
  return text.replace(/\p{L}+/gu, (word) => {
    const lower = word.toLowerCase();
    if (lower.length < LEAST || wordings.known.has(lower)) return word;
    const errors = lower.length > LONG ? 2 : 1;
    const near = [...wordings.known].filter(
      (known) => known[0] === lower[0] && isWithin(lower, known, errors),
    );
    return near.sort((a, b) => frequency(b) - frequency(a))[0] ?? word;
  });
}
