// How much of a documented text is there, and how it stands in the text around it.

import { fold, words } from "./words.js";

/** @import { Page } from "./catalogue.js" */
/** @import { Found, Mention, Reading } from "./reading.js" */
/** @import { Use, Wording } from "./wordings.js" */
/**
 * A documented text of a page that a text has.
 * @typedef {Found & { wording: Wording, use: Use, isVerbatim: boolean, worth: number }} Said
 */

const UNKNOWN = 0.6; // what a word tells that no document has

/**
 * From 0 for a text that shares no more than some words, to 1 for the same words.
 * @param {Found} found
 */
export function likeness({ likeness }) {
  return Math.max(0, (likeness - 0.5) * 2);
}

/**
 * By which one documented text counts more than another: the more of it is there, the more it tells, and the very words.
 * @param {Found} found
 * @param {Wording} wording
 */
export function worth({ likeness, shape, verbatim }, wording) {
  return (
    likeness * likeness * Math.sqrt(shape.mass) +
    (verbatim.has(wording) ? 0.3 : 0) -
    (wording.isPart ? 0.05 : 0)
  );
}

/**
 * How much of its field or line a message is; numbers, names of venues and words such as "error" don't count.
 * @param {Said} said
 * @param {Reading} reading
 */
export function covered({ from, to, region, shape }, reading) {
  const outside = outsides(region, reading);
  const isNext = (/** @type {number} */ place) => {
    const [left, right] = [region.tokens[place - 1], region.tokens[place]];
    return left && right && /^[\s$€'"]*$/.test(reading.text.slice(left.end, right.at));
  };
  const first = shape.gaps[0] && isNext(from) ? from - 1 : from;
  const last = shape.gaps[shape.senses.length] && isNext(to) ? to + 1 : to;
  let rest = 0;
  for (let place = 0; place < outside.length; place++)
    if (place < first || place >= last) rest += outside[place];
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
 * Whether a message stands between marks, from the beginning to the end of a line, or after the name of its sender, as ccxt
 * prints it.
 * @param {Found} found
 * @param {Reading} reading
 */
export function isFramed({ from, to, region, shape }, { text, namings }) {
  const [{ at }, { end }] = [region.tokens[from], region.tokens[to - 1]];
  const before = text.slice(Math.max(0, at - 4), at);
  const after = text.slice(end, end + 4);
  const isSent = namings.some((naming) => naming.end < at && !text.slice(naming.end, at).trim());
  return (
    (shape.gaps[0] || isSent || /(?:^|[\n"'`>([|]|[-:>.,;] )\s*$/.test(before)) &&
    (shape.gaps[shape.senses.length] || /^[.!?]*\s*(?:$|[\n"'`<)\],;}|]|[.,;] )/.test(after))
  );
}

/**
 * How many telling words the text near a code has in common with what is documented for it: 1 where one holds all of the
 * other. Venues reword their messages, and the words that matter stay.
 * @param {Page} page
 * @param {Mention} mention
 * @param {Reading} reading
 */
export function sharedWords({ entries }, { field, at }, { regions, index }) {
  const { lexicon, weights } = index.wordings;
  const region = regions.find((each) => (field ? each.field === field : each.from <= at && at < each.to));
  if (!region) return 0;
  const weigh = (/** @type {Iterable<string>} */ senses) => {
    let sum = 0;
    for (const sense of senses) sum += weights.get(sense) ?? UNKNOWN;
    return sum;
  };
  const isTelling = (/** @type {{ word: string }} */ { word }) =>
    !lexicon.stop.has(word) && /\p{L}/u.test(word);
  const there = new Set(region.tokens.filter(isTelling).map(({ sense }) => sense));
  let most = 0;
  for (const { text } of entries.flatMap(({ texts }) => texts)) {
    const documented = new Set(
      fold(words(text), lexicon)
        .filter(isTelling)
        .map(({ sense }) => sense),
    );
    const common = [...documented].filter((sense) => there.has(sense));
    const least = Math.min(weigh(documented), weigh(there));
    if (least > 0) most = Math.max(most, weigh(common) / least);
  }
  return most;
}
