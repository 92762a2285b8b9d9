// How much of a documented text is there, and how it stands in the text around it.

/** @import { Found, Reading } from "./reading.js" */
/** @import { Use, Wording } from "./wordings.js" */
/** @typedef {Found & { wording: Wording, use: Use, isVerbatim: boolean }} Said A documented text of a page that a text has. */

const UNKNOWN = 0.6; // what a word tells that no document has
const BEYOND = 2; // words that a placeholder at the end of a message may stand for

/**
 * From 0 for a text that shares no more than some words, to 1 for the same words.
 * @param {Found} found
 */
export function likeness({ likeness }) {
  return Math.max(0, (likeness - 0.5) * 2);
}

/**
 * By which one documented text counts more than another: the more of it is there, the more it tells, and the very words.
 * @param {Said} said
 */
export function worth({ likeness, shape, isVerbatim, wording }) {
  return likeness * likeness * Math.sqrt(shape.mass) + (isVerbatim ? 0.3 : 0) - (wording.isPart ? 0.05 : 0);
}

/**
 * How much of its field or line a message is; numbers, names of venues and words such as "error" don't count.
 * @param {Said} said
 * @param {Reading} reading
 */
export function covered({ from, to, region, shape }, reading) {
  const outside = outsides(region, reading);
  const first = shape.gaps[0] ? from - BEYOND : from;
  const last = shape.gaps[shape.senses.length] ? to + BEYOND : to;
  let rest = 0;
  for (let place = 0; place < outside.length; place++) if (place < first || place >= last) rest += outside[place];
  return shape.mass / (shape.mass + rest);
}

/** @type {WeakMap<object, number[]>} */
const known = new WeakMap();

/**
 * What each word of a region tells that a message leaves over.
 * @param {Found["region"]} region
 * @param {Reading} reading
 */
function outsides(region, { namings, index }) {
  const remembered = known.get(region);
  if (remembered) return remembered;
  const { filler, error } = index.catalogue.lists;
  const { stop } = index.wordings.lexicon;
  const isNothing = (/** @type {{ word: string, at: number }} */ { word, at }) =>
    stop.has(word) ||
    filler.has(word) ||
    error.has(word) ||
    /^\p{N}/u.test(word) ||
    namings.some((naming) => naming.at <= at && at < naming.end);
  const outside = region.tokens.map((token) =>
    isNothing(token) ? 0 : (index.wordings.weights.get(token.sense) ?? UNKNOWN),
  );
  known.set(region, outside);
  return outside;
}

/**
 * Whether a message stands between marks, or from the beginning to the end of a line.
 * @param {Found} found
 * @param {Reading} reading
 */
export function isFramed({ at, end, shape }, { text }) {
  const before = text.slice(Math.max(0, at - 4), at);
  const after = text.slice(end, end + 4);
  return (
    (shape.gaps[0] || /(?:^|[\n"'`>(\[|]|[-:>] )\s*$/.test(before)) &&
    (shape.gaps[shape.senses.length] || /^[.!?]*\s*(?:$|[\n"'`<)\],;}|]|[.,;] )/.test(after))
  );
}
