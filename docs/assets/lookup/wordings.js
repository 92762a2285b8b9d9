// Documented messages found in a text, by words and never by regular expressions from data: anything may stand for a
// placeholder, and words may be mistyped, missing, put in, or in another order.

import { grouped } from "./catalogue.js";
import { fold, isWithin, lexicon, words } from "./words.js";

/** @import { Catalogue, Entry, Page } from "./catalogue.js" */
/** @import { Lexicon, Token } from "./words.js" */
/** @typedef {"message" | "explanation" | "observed"} WordingKind */
/** @typedef {{ page: Page, entry: Entry, kind: WordingKind }} Use Who says a text. */
/**
 * A documented text, or its first sentence.
 * @typedef {object} Wording
 * @property {string} text
 * @property {string[]} words
 * @property {boolean[]} gaps whether anything may stand before each word; the last is for what follows
 * @property {boolean} isPart whether the text goes on
 * @property {Use[]} uses
 */
/**
 * The words that tell something, in their order: the same for "The order does not exist" and "Order not existing".
 * @typedef {object} Shape
 * @property {string[]} senses
 * @property {boolean[]} gaps
 * @property {number[]} weights how much each word tells
 * @property {number} mass how much all of them tell
 * @property {number} distinct how much its different words tell
 * @property {Wording[]} wordings
 */
/**
 * All shapes, and by which words they are found.
 * @typedef {object} Wordings
 * @property {Shape[]} shapes
 * @property {Lexicon} lexicon
 * @property {Map<string, number[]>} postings the numbers of the shapes by each sense that they have
 * @property {Map<string, number>} weights by sense
 * @property {Map<string, string[]>} spelling known words by first letter and length
 * @property {Map<string, Meaning[][]>} guesses what words may mean that are not known, as far as they were looked for
 * @property {Set<string>} known
 * @property {Map<string, Match[]>} remembered what was found for words that were searched before
 * @property {Float64Array} sums scratch space, a number for each shape
 */
/**
 * A shape that a text has, or nearly has.
 * @typedef {object} Match
 * @property {Shape} shape
 * @property {number} likeness 1 where every word is there, in order and nothing between
 * @property {Set<Wording>} verbatim the wordings whose very words they are
 * @property {number} from the first word, counted in the words that were searched
 * @property {number} to the one after the last word
 */

const PLACEHOLDER =
  /%(?:\d\$)?[sdbfx]|%?\{+[^{}\n]*\}+|\$\{[^{}\n]*\}|<[A-Za-z][\w ]*>|\[(?:[A-Z][a-z]+|X+)?\]|\bx{3,}\b|\bX{3,}\b|…$/g;
const FIRST_SENTENCE = /^.{12,}?(?:[.;](?= )|(?= \())|^.{30,}?(?=, )/;
const PREFIX = /^\w+:(?=\S)/; // EOrder:Insufficient funds
const LEAST = 0.15; // what the most frequent word tells
const NOT = 0.6; // what a negation tells at least
const ALIKE = 0.55; // of a shape's mass that must be there in a message field
const ALIKE_IN_TEXT = 0.65; // and in any other text
const FREQUENT = 400; // shapes that have a word so frequent that it is nothing to look for
const MOST_ALIGNED = 60; // shapes of one search that are looked at closely
const MOST_FOUND = 24; // shapes of one search that are kept
const OTHER_ORDER = 0.9; // what remains of likeness where words are in another order
const AROUND = 6; // words around a match among which those that tell nothing are looked for
const SPREAD = 4; // words that may stand between those of a shape in another order
const EXTRA = 0.3; // what a word too many costs, in words of the shape
const FILLED_IN = 14; // words that may stand for a placeholder
const MISSPELT = 0.85; // how much a word is like one that is spelled nearly like it
const BEGUN = 0.9; // how much a word that is being typed is like one that begins so
const LEAST_SPELLED = 4; // letters of a word that may be mistyped
const LONGEST_SPELLED = 24;
const MOST_REMEMBERED = 2000;
const MOST_BEGUN = 20; // words that one being typed may become
const BATCH = 400; // texts learnt without a pause

/**
 * Learns what the documents and live replies say, word by word.
 * @param {Catalogue} catalogue
 * @param {() => unknown} pause awaited now and then, so that the page stays alive
 * @returns {Promise<Wordings>}
 */
export async function learn(catalogue, pause) {
  const lists = lexicon(catalogue.vocabulary);
  /** @type {Map<string, Shape>} */
  const shapes = new Map();
  const known = new Set();
  let count = 0;
  for (const [text, its] of grouped(uses(catalogue), ({ text }) => text)) {
    const uses = its.map(({ use }) => use);
    for (const part of partsOf(text)) add(shapes, known, { ...part, uses }, lists);
    if (++count % BATCH === 0) await pause();
  }
  const all = [...shapes.values()];
  /** @type {Map<string, number[]>} */
  const postings = new Map();
  all.forEach(({ senses }, number) => {
    for (const sense of new Set(senses)) {
      const posted = postings.get(sense);
      if (posted) posted.push(number);
      else postings.set(sense, [number]);
    }
  });
  await pause();
  const weights = weigh(postings, all.length);
  for (const shape of all) measure(shape, weights);
  await pause();
  const spelling = grouped(
    [...known].filter((word) => /^\p{L}{4}/u.test(word)),
    (word) => word[0] + word.length,
  );
  const sums = new Float64Array(all.length);
  const empty = { guesses: new Map(), remembered: new Map() };
  return { shapes: all, lexicon: lists, postings, weights, spelling, known, sums, ...empty };
}

/**
 * What is known before anything was learnt.
 * @param {Catalogue} catalogue
 * @returns {Wordings}
 */
export function nothing({ vocabulary }) {
  return {
    shapes: [],
    lexicon: lexicon(vocabulary),
    postings: new Map(),
    weights: new Map(),
    spelling: new Map(),
    known: new Set(),
    sums: new Float64Array(0),
    guesses: new Map(),
    remembered: new Map(),
  };
}

/**
 * Every text of the catalogue with who says it. A single word that only repeats the code is not one; codes that are whole
 * phrases are texts themselves.
 * @param {Catalogue} catalogue
 * @returns {{ text: string, use: Use }[]}
 */
function uses({ pages }) {
  return pages.flatMap((page) =>
    page.entries.flatMap((entry) =>
      entry.texts
        .filter(({ text }) => /[\s:]/.test(text) || (text !== page.code && text !== entry.name))
        .map(({ text, kind }) => ({ text, use: { page, entry, kind } })),
    ),
  );
}

/**
 * A text, its first sentence where there are more, and what follows its prefix: people and programs often quote only that.
 * @param {string} text
 */
function partsOf(text) {
  const [first = text] = FIRST_SENTENCE.exec(text) ?? [];
  const parts = [first.length < text.length - 3 ? first : text, text.replace(PREFIX, "")];
  return [
    { text, isPart: false },
    ...parts.filter((part) => part !== text).map((part) => ({ text: part, isPart: true })),
  ];
}

/**
 * @param {Map<string, Shape>} shapes
 * @param {Set<string>} known
 * @param {{ text: string, isPart: boolean, uses: Use[] }} said
 * @param {Lexicon} lists
 */
function add(shapes, known, { text, isPart, uses }, lists) {
  /** @type {Wording} */
  const wording = { text, words: [], gaps: [], isPart, uses };
  /** @type {string[]} */
  const senses = [];
  /** @type {boolean[]} */
  const gaps = [];
  const parts = text
    .normalize("NFKC")
    .split(PLACEHOLDER)
    .map((part) => fold(words(part), lists));
  const telling = new Set(core(parts.flat(), lists));
  parts.forEach((tokens, number) => {
    if (number) {
      wording.gaps[wording.words.length] = true;
      gaps[senses.length] = true;
    }
    for (const word of spoken(tokens)) {
      wording.words.push(word);
      known.add(word);
    }
    senses.push(...tokens.filter((token) => telling.has(token)).map(({ sense }) => sense));
  });
  if (!senses.length) return;
  const key =
    senses.map((sense, place) => (gaps[place] ? "* " : "") + sense).join(" ") +
    (gaps[senses.length] ? " *" : "");
  const shape = shapes.get(key);
  if (shape) shape.wordings.push(wording);
  else shapes.set(key, { senses, gaps, weights: [], mass: 0, distinct: 0, wordings: [wording] });
}

/**
 * The words of tokens, one by one.
 * @param {Token[]} tokens
 */
function spoken(tokens) {
  return tokens.flatMap(({ word }) => word.split(" "));
}

/**
 * The words that tell something; all, where none does.
 * @param {Token[]} tokens
 * @param {Lexicon} lists
 */
export function core(tokens, { stop }) {
  const telling = tokens.filter(({ word }) => !stop.has(word));
  return telling.length ? telling : tokens;
}

/**
 * What each sense tells: rare ones up to 1, frequent ones little.
 * @param {Map<string, number[]>} postings
 * @param {number} count
 */
function weigh(postings, count) {
  const most = Math.log(count + 1);
  return new Map(
    Array.from(postings, ([sense, { length }]) => {
      const weight = Math.max(LEAST, 1 - Math.log(length) / most);
      return [sense, sense === "not" ? Math.max(NOT, weight) : weight];
    }),
  );
}

/**
 * @param {Shape} shape
 * @param {Map<string, number>} weights
 */
function measure(shape, weights) {
  const weightOf = (/** @type {string} */ sense) => weights.get(sense) ?? LEAST;
  shape.weights = shape.senses.map(weightOf);
  shape.mass = shape.weights.reduce((sum, weight) => sum + weight, 0);
  for (const sense of new Set(shape.senses)) shape.distinct += weightOf(sense);
}

/** @typedef {{ sense: string, likeness: number }} Meaning */

/**
 * The shapes that some words of a text have, or nearly have, best first. Logs say the same again and again, with other numbers.
 * @param {Wordings} wordings
 * @param {Token[]} tokens
 * @param {{ isField: boolean, isTyped: boolean }} how whether they are a message field, and the last may be only begun
 * @returns {Match[]}
 */
export function search(wordings, tokens, how) {
  if (how.isTyped) return searched(wordings, tokens, how);
  const key = `${how.isField} ${tokens.map(({ word }) => (/^\p{N}/u.test(word) ? "#" : word)).join(" ")}`;
  const { remembered } = wordings;
  const found = remembered.get(key) ?? searched(wordings, tokens, how);
  if (remembered.size > MOST_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

/**
 * @param {Wordings} wordings
 * @param {Token[]} tokens
 * @param {{ isField: boolean, isTyped: boolean }} how
 * @returns {Match[]}
 */
function searched(wordings, tokens, { isField, isTyped }) {
  const { places, options } = optionsOf(wordings, tokens, isTyped);
  const least = isField ? ALIKE : ALIKE_IN_TEXT;
  const matches = likely(wordings, options, least).flatMap(({ shape, share }) => {
    const { likeness, from, to } = align(shape, options, share);
    if (likeness < least) return [];
    const [first, last] = [places[from], places[to - 1] + 1];
    const said = spoken(tokens.slice(Math.max(0, first - AROUND), last + AROUND));
    const verbatim = new Set(shape.wordings.filter((wording) => isVerbatim(wording, said)));
    return [{ shape, likeness, verbatim, from: first, to: last }];
  });
  return matches.sort((a, b) => worth(b) - worth(a)).slice(0, MOST_FOUND);
}

/** @param {Match} match */
function worth({ likeness, shape, verbatim }) {
  return likeness * likeness * Math.sqrt(shape.mass) + (verbatim.size ? 0.3 : 0);
}

/**
 * What each telling word may mean, and which word that is.
 * @param {Wordings} wordings
 * @param {Token[]} tokens
 * @param {boolean} isTyped
 */
function optionsOf(wordings, tokens, isTyped) {
  const telling = new Set(core(tokens, wordings.lexicon));
  /** @type {number[]} */
  const places = [];
  /** @type {Meaning[][]} */
  const options = [];
  tokens.forEach((token, place) => {
    if (!telling.has(token)) return;
    for (const meant of meanings(wordings, token, isTyped && place === tokens.length - 1)) {
      places.push(place);
      options.push(meant);
    }
  });
  return { places, options };
}

/**
 * What a word may mean: itself, or known words that are spelled nearly like it. Of two words run together, each of them.
 * @param {Wordings} wordings
 * @param {Token} token
 * @param {boolean} isBegun
 * @returns {Meaning[][]}
 */
function meanings(wordings, { word, sense }, isBegun) {
  const itself = { sense, likeness: 1 };
  if (isBegun && word.length > 2) {
    const begun = [...wordings.known]
      .filter((known) => known.startsWith(word) && known !== word)
      .slice(0, MOST_BEGUN);
    return [[itself, ...begun.map((known) => ({ sense: senseOf(wordings, known), likeness: BEGUN }))]];
  }
  if (wordings.postings.has(sense) || word.length < LEAST_SPELLED || word.length > LONGEST_SPELLED)
    return [[itself]];
  if (/[\d ]/.test(word)) return [[itself]];
  const guesses = wordings.guesses.get(word) ?? guess(wordings, word);
  if (wordings.guesses.size > MOST_REMEMBERED) wordings.guesses.clear();
  wordings.guesses.set(word, guesses);
  return guesses;
}

/**
 * @param {Wordings} wordings
 * @param {string} word
 * @returns {Meaning[][]}
 */
function guess(wordings, word) {
  for (let cut = 3; cut <= word.length - 3; cut++) {
    const halves = [word.slice(0, cut), word.slice(cut)];
    if (halves.every((half) => wordings.known.has(half))) {
      return halves.map((half) => [{ sense: senseOf(wordings, half), likeness: 1 }]);
    }
  }
  const errors = word.length > 7 ? 2 : 1;
  const near = new Set();
  for (let length = word.length - errors; length <= word.length + errors; length++) {
    for (const known of wordings.spelling.get(word[0] + length) ?? []) {
      if (isWithin(word, known, errors)) near.add(senseOf(wordings, known));
    }
  }
  return [[{ sense: word, likeness: 1 }, ...[...near].map((sense) => ({ sense, likeness: MISSPELT }))]];
}

/**
 * @param {Wordings} wordings
 * @param {string} word
 */
function senseOf(wordings, word) {
  return fold([{ word, at: 0, end: 0 }], wordings.lexicon)[0].sense;
}

/**
 * The shapes that have most of the words, in whatever order, those that tell most first. Frequent words alone find nothing
 * where there are others.
 * @param {Wordings} wordings
 * @param {Meaning[][]} options
 * @param {number} least how much of a shape must be there
 */
function likely({ shapes, postings, weights, sums }, options, least) {
  /** @type {Map<string, number>} */
  const senses = new Map();
  for (const meant of options) {
    for (const { sense, likeness } of meant)
      if (likeness > (senses.get(sense) ?? 0)) senses.set(sense, likeness);
  }
  const lists = Array.from(senses, ([sense, likeness]) => ({
    numbers: postings.get(sense) ?? [],
    weight: (weights.get(sense) ?? 0) * likeness,
  })).sort((a, b) => a.numbers.length - b.numbers.length);
  /** @type {number[]} */
  const touched = [];
  for (const { numbers, weight } of lists) {
    const isFrequent = numbers.length > FREQUENT && touched.length > 0;
    for (const number of numbers) {
      if (!sums[number]) {
        if (isFrequent) continue;
        touched.push(number);
      }
      sums[number] += weight;
    }
  }
  const found = [];
  for (const number of touched) {
    const shape = shapes[number];
    const share = sums[number] / shape.distinct;
    sums[number] = 0;
    if (share >= least) found.push({ shape, share, worth: share * Math.sqrt(shape.mass) });
  }
  return found.sort((a, b) => b.worth - a.worth).slice(0, MOST_ALIGNED);
}

/**
 * Lays the words of a shape along those of a text, in order. Where more of them are near each other in another order, that
 * counts too, but less.
 * @param {Shape} shape
 * @param {Meaning[][]} options
 * @param {number} share how much of the shape is there in any order
 */
function align(shape, options, share) {
  const { senses, weights, gaps, mass } = shape;
  const width = options.length + 1;
  const extra = (EXTRA * mass) / senses.length;
  let above = new Float64Array(width); // the mass found so far, by the last word of the text that was used
  let row = new Float64Array(width);
  let began = Int32Array.from(row, (_, column) => column); // and where that began
  let begins = new Int32Array(width);
  let best = { mass: 0, from: 0, to: 0 };
  for (let i = 0; i < senses.length; i++) {
    row[0] = 0;
    begins[0] = 0;
    for (let j = 1; j < width; j++) {
      row[j] = above[j];
      begins[j] = began[j];
      const inserted = row[j - 1] - (gaps[i + 1] ? 0 : extra);
      if (inserted > row[j]) {
        row[j] = inserted;
        begins[j] = begins[j - 1];
      }
      const matched = above[j - 1] + weights[i] * resemblance(senses[i], options[j - 1]);
      if (matched > above[j - 1] && matched > row[j]) {
        row[j] = matched;
        begins[j] = above[j - 1] ? began[j - 1] : j - 1;
      }
      if (row[j] > best.mass + 1e-9) best = { mass: row[j], from: begins[j], to: j };
    }
    [above, row, began, begins] = [row, above, begins, began];
  }
  const inOrder = { likeness: best.mass / mass, from: best.from, to: best.to };
  const [from, to] = span(shape, options);
  const likeness =
    to - from <= senses.length + SPREAD + (gaps.length ? FILLED_IN : 0) ? share * OTHER_ORDER : 0;
  return likeness > inOrder.likeness ? { likeness, from, to } : inOrder;
}

/**
 * How much a word of a text is like one of a shape.
 * @param {string} wanted
 * @param {Meaning[]} options
 */
function resemblance(wanted, options) {
  for (const { sense, likeness } of options) if (sense === wanted) return likeness;
  return 0;
}

/**
 * From the first to the last word that a shape has.
 * @param {Shape} shape
 * @param {Meaning[][]} options
 */
function span({ senses }, options) {
  const wanted = new Set(senses);
  const isIn = (/** @type {Meaning[]} */ meant) => meant.some(({ sense }) => wanted.has(sense));
  return [Math.max(0, options.findIndex(isIn)), options.findLastIndex(isIn) + 1];
}

/**
 * Whether some words have the very words of a wording, whatever stands for its placeholders.
 * @param {Wording} wording
 * @param {string[]} said
 */
function isVerbatim({ words, gaps }, said) {
  let next = 0;
  let isFree = true; // whether words may be passed over
  for (const word of said) {
    if (next === words.length) return true;
    if (word === words[next]) {
      next++;
      isFree = Boolean(gaps[next]);
    } else if (!isFree) {
      next = word === words[0] ? 1 : 0;
      isFree = !next || Boolean(gaps[next]);
    }
  }
  return next === words.length;
}
