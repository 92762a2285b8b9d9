// What a text says, before anything is judged: which errors it speaks of, each with its code, its message and their places.

import { isPlainWord, numbers, worded } from "./codes.js";
import { fields, keys } from "./fields.js";
import { plain } from "./plain.js";
import { namings } from "./venues.js";
import { search } from "./wordings.js";
import { fold, words } from "./words.js";

/** @import { Catalogue } from "./catalogue.js" */
/** @import { Code } from "./codes.js" */
/** @import { Field, Key } from "./fields.js" */
/** @import { Clues, Naming } from "./venues.js" */
/** @import { Match, Wordings } from "./wordings.js" */
/** @import { Token } from "./words.js" */
/** @typedef {{ catalogue: Catalogue, clues: Clues, wordings: Wordings }} Index */
/**
 * A stretch of text that may hold a message: a field's value, or a line.
 * @typedef {object} Region
 * @property {number} from
 * @property {number} to
 * @property {Field | null} field
 * @property {Token[]} tokens
 * @property {Found[]} found
 */
/** @typedef {Match & { region: Region, at: number, end: number }} Found A shape found in a text, and where. */
/**
 * One error of which a text speaks.
 * @typedef {object} Mention
 * @property {number} at
 * @property {number} end
 * @property {Code | null} code
 * @property {Field | null} field its message, where that is labelled
 * @property {Found[]} found documented texts at that place
 */
/**
 * @typedef {object} Reading
 * @property {Index} index
 * @property {string} text
 * @property {boolean} isWhole whether this is all that was pasted
 * @property {Naming[]} namings
 * @property {Set<string>} keys
 * @property {Set<string>} words all words in lower case
 * @property {Region[]} regions
 * @property {Mention[]} mentions in the order of the text
 */

const ERROR_ARRAY = /\[\s*["']error["']\s*,/i; // a reply without keys: ["error",10100,"apikey: invalid"]
const NEAR = 400; // characters within which a message belongs to a code
const BRACE = 300; // characters that a brace between them counts for
const LABEL = 100; // characters that a code is farther for having no label
const BESIDE = 240; // characters within which words without a label belong to a code
const LINE = 80; // characters that a line break between them counts for
const PASSING = 40; // characters that a code is farther for being said in passing
const LONGEST_REGION = 90; // words searched together
const OVERLAP = 30;
const WHOLE = 0.95; // the likeness of a message of which all telling words are there
const SHORT = 60; // words of a text that is searched as one, whatever its lines

/**
 * Reads a text, or one part of a long one.
 * @param {Index} index
 * @param {string} raw
 * @param {{ isWhole?: boolean, isTyped?: boolean }} [how] `isTyped`: whether the last word may be only begun
 * @returns {Reading}
 */
export function read(index, raw, { isWhole = true, isTyped = false } = {}) {
  const text = plain(raw);
  const { lists } = index.catalogue;
  const named = namings(index.clues, text, index.wordings.known);
  const labels = keys(text);
  const messages = fields(text, labels, lists);
  const found = regions(text, messages, labels, index.wordings);
  for (const region of found) {
    const how = { isField: Boolean(region.field), isTyped: isTyped && region.to >= text.trimEnd().length };
    region.found = longest(search(index.wordings, region.tokens, how)).map((match) =>
      placed(match, region, text, index),
    );
  }
  return {
    index,
    text,
    isWhole,
    namings: named,
    keys: new Set([...labels.map(({ key }) => key), ...(ERROR_ARRAY.test(text) ? ["[error]"] : [])]),
    words: new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu)),
    regions: found,
    mentions: mentions(index.catalogue, text, found, messages, named, isWhole),
  };
}

/**
 * Where the words of a text are that are not names of venues nor words that say nothing.
 * @param {string} text
 * @param {Naming[]} named
 * @param {Set<string>} nothing
 */
function tellingWords(text, named, nothing) {
  const isNamed = (/** @type {number} */ at) => named.some((naming) => naming.at <= at && at < naming.end);
  return Array.from(text.matchAll(/\p{L}+/gu))
    .filter(({ 0: word, index }) => !nothing.has(word.toLowerCase()) && !isNamed(index))
    .map(({ index }) => index);
}

/**
 * The values of message fields, and the lines between them without quoted keys.
 * @param {string} text
 * @param {Field[]} messages
 * @param {Key[]} labels
 * @param {Wordings} wordings
 * @returns {Region[]}
 */
function regions(text, messages, labels, { lexicon }) {
  const quoted = labels.filter(({ isQuoted }) => isQuoted);
  const region = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {Field | null} */ field,
  ) => {
    const tokens = fold(words(text.slice(from, to)), lexicon);
    for (const token of tokens) {
      token.at += from;
      token.end += from;
    }
    const isKey = (/** @type {Token} */ { at }) => quoted.some((key) => key.at <= at && at < key.end);
    return { from, to, field, tokens: field ? tokens : tokens.filter((token) => !isKey(token)), found: [] };
  };
  /** @type {Region[]} */
  const found = [];
  let last = 0;
  for (const field of [...messages, null]) {
    const until = Math.max(last, field?.at ?? text.length);
    for (const { 0: line, index } of text.slice(last, until).matchAll(/[^\n]+/g)) {
      found.push(...cut(region(last + index, last + index + line.length, null)));
    }
    if (field) found.push(region(field.from, field.to, field));
    last = field?.to ?? last;
  }
  const count = found.reduce((sum, each) => sum + each.tokens.length, 0);
  if (found.length > 1 && count <= SHORT && !messages.length) found.push(region(0, text.length, null));
  return found.filter(({ tokens }) => tokens.some(({ word }) => /\p{L}/u.test(word)));
}

/**
 * A long line in pieces that overlap.
 * @param {Region} region
 * @returns {Region[]}
 */
function cut(region) {
  const { tokens } = region;
  if (tokens.length <= LONGEST_REGION) return [region];
  const pieces = [];
  for (let start = 0; start < tokens.length; start += LONGEST_REGION - OVERLAP) {
    const piece = tokens.slice(start, start + LONGEST_REGION);
    pieces.push({ ...region, from: piece[0].at, to: piece[piece.length - 1].end, tokens: piece });
  }
  return pieces;
}

/**
 * The matches, of which none counts as word for word whose words are part of a longer message: "not found" in "order not found".
 * @param {Match[]} matches
 * @returns {Match[]}
 */
function longest(matches) {
  const whole = matches.filter(({ likeness }) => likeness > WHOLE);
  return matches.map((match) => {
    const isPart = whole.some(
      ({ shape, from, to }) => shape.mass > match.shape.mass && from <= match.from && match.to <= to,
    );
    return isPart ? { ...match, verbatim: new Set() } : match;
  });
}

/**
 * Where a match is in the text. Words around it that tell nothing belong to it, but not to its place.
 * @param {Match} match
 * @param {Region} region
 * @param {string} text
 * @param {Index} index
 * @returns {Found}
 */
function placed(match, region, text, { wordings }) {
  const { tokens } = region;
  const [at, end] = [tokens[match.from].at, tokens[match.to - 1].end];
  let { from, to } = match;
  const { stop } = wordings.lexicon;
  const isNext = (/** @type {number} */ place) =>
    text.slice(tokens[place - 1]?.end, tokens[place]?.at).trim() === "";
  while (from > 0 && stop.has(tokens[from - 1].word) && isNext(from)) from--;
  while (to < tokens.length && stop.has(tokens[to].word) && isNext(to)) to++;
  return { ...match, from, to, region, at, end };
}

/**
 * The errors of which a text speaks: every code with its message, and messages without a code.
 * @param {Catalogue} catalogue
 * @param {string} text
 * @param {Region[]} regions
 * @param {Field[]} messages
 * @param {Naming[]} named
 * @param {boolean} isWhole whether this is all of it
 * @returns {Mention[]}
 */
function mentions(catalogue, text, regions, messages, named, isWhole) {
  const { filler, error } = catalogue.lists;
  const besides = (/** @type {Set<string>} */ nothing) =>
    isWhole ? tellingWords(text, named, nothing) : null;
  const [telling, others] = [besides(filler), besides(error)];
  const headers = named.filter(({ kind }) => kind === "header");
  const isOfHeader = (/** @type {Code} */ { at }) =>
    headers.some(({ end }) => end <= at && /^[\s"'`:=,]*$/.test(text.slice(end, at)));
  const words = worded(
    catalogue,
    text,
    regions.flatMap((region) => region.found),
  );
  for (const region of regions) region.found = region.found.filter((each) => !isOnlyCode(each, words));
  const found = regions.flatMap((region) => region.found);
  const isOfMessage = (/** @type {Code} */ { isNumber, written, at }) =>
    isNumber && found.some((each) => hasNumber(each, written, at));
  const codes = [...numbers(catalogue, text), ...words].filter(
    (code) => !isOfHeader(code) && !isOfMessage(code),
  );
  for (const code of codes) {
    const isAlone = (isPlainWord(code) ? others : telling)?.every((at) => code.at <= at && at < code.end);
    const rest = text.slice(0, code.at) + text.slice(code.end);
    if (isAlone && (code.isNumber || !/\d/.test(rest))) code.place = "alone";
  }
  /** @type {Mention[]} */
  const coded = codes.map((code) => ({ code, field: null, found: [], at: code.at, end: code.end }));
  for (const { mention, field } of pairs(text, coded, messages)) {
    mention.field = field;
    mention.found = found.filter(({ region }) => region.field === field);
  }
  const lines = linesOf(text);
  for (const each of found) if (!each.region.field) beside(lines, coded, each)?.found.push(each);
  const taken = new Set(coded.flatMap(({ found }) => found));
  const alone = regions.flatMap((region) => {
    const left = region.found.filter((found) => !taken.has(found));
    return left.length ? [messageAlone(region, left)] : [];
  });
  return [...coded, ...alone].sort((a, b) => a.at - b.at);
}

/**
 * Whether a number is one of the words of a documented message that is there: "MDReqID (262) contains ...".
 * @param {Found} found
 * @param {string} written
 * @param {number} at
 */
function hasNumber({ verbatim, at: from, end }, written, at) {
  return (
    from <= at && at < end && [...verbatim].some(({ words }) => words.length > 1 && words.includes(written))
  );
}

/**
 * Whether the words of a match are nothing but a code that is words: TOO_MANY_REQUESTS is not the message "Too many requests".
 * @param {Found} found
 * @param {Code[]} codes
 */
function isOnlyCode({ at, end }, codes) {
  return codes.some((code) => /[_:-]|\p{Ll}\p{Lu}/u.test(code.written) && code.at <= at && end <= code.end);
}

/**
 * @param {Region} region
 * @param {Found[]} found
 * @returns {Mention}
 */
function messageAlone({ field }, found) {
  return { code: null, field, found, at: found[0].at, end: found[0].end };
}

/**
 * Which message field belongs to which code: the nearest to the nearest, best with a label and with no brace between.
 * @param {string} text
 * @param {Mention[]} coded
 * @param {Field[]} messages
 */
function pairs(text, coded, messages) {
  const near = coded.flatMap((mention) => {
    const { code, at, end } = mention;
    if (code?.place === "foreign" || code?.place === "amount") return [];
    return messages.flatMap((field) => {
      if (field.from <= at && end <= field.to) return [];
      const between = field.at >= end ? text.slice(end, field.at) : text.slice(field.to, at);
      if (between.length > NEAR) return [];
      const braces = between.match(/[{}]/g)?.length ?? 0;
      const distance = between.length + BRACE * braces + (code?.place === "key" ? 0 : LABEL);
      return distance < NEAR + LABEL ? [{ mention, field, distance }] : [];
    });
  });
  const taken = new Set();
  return near
    .sort((a, b) => a.distance - b.distance)
    .filter(({ mention, field }) => {
      if (taken.has(mention) || taken.has(field)) return false;
      taken.add(mention).add(field);
      return true;
    });
}

/**
 * The number of the line at each place of a text.
 * @param {string} text
 */
function linesOf(text) {
  const lines = new Uint32Array(text.length + 1);
  for (let at = 0; at < text.length; at++) lines[at + 1] = lines[at] + Number(text[at] === "\n");
  return lines;
}

/**
 * The code that words without a label belong to.
 * @param {Uint32Array} lines
 * @param {Mention[]} coded
 * @param {Found} found
 */
function beside(lines, coded, found) {
  return nearest(coded, BESIDE, ({ code, field, at, end }) => {
    if (field || code?.place === "foreign") return Infinity;
    const [from, to] = at >= found.end ? [found.end, at] : [end, found.at];
    const isPassing = /loose|said|passing|amount/.test(code?.place ?? "");
    return (
      Math.max(0, to - from) + LINE * (lines[to] - lines[Math.min(from, to)]) + (isPassing ? PASSING : 0)
    );
  });
}

/**
 * What is nearest, if anything is near enough.
 * @template Thing
 * @param {Thing[]} things
 * @param {number} most
 * @param {(thing: Thing) => number} distance
 * @returns {Thing | null}
 */
function nearest(things, most, distance) {
  let best = null;
  let least = most;
  for (const thing of things) {
    const far = distance(thing);
    if (far < least) {
      best = thing;
      least = far;
    }
  }
  return best;
}
