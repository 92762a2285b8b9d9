// What a text says of where an error comes from: names, hosts, paths and headers of venues, and of exchanges that are not
// in the catalogue.

import { grouped } from "./catalogue.js";

/** @import { Catalogue, Venue } from "./catalogue.js" */
/** @typedef {"name" | "host" | "path" | "header" | "operator" | "other"} ClueKind */
/** @typedef {{ kind: ClueKind, text: string, venues: Venue[] }} Clue A text that gives one or several venues away. */
/** @typedef {Clue & { at: number, end: number }} Naming A clue that was found. */
/**
 * The clues by their first word, and for each venue the words for its product and for those of its siblings.
 * @typedef {{ byWord: Map<string, Clue[]>, products: Map<Venue, { own: Set<string>, others: Set<string> }> }} Clues
 */

const KINDS = /** @type {const} */ ({ names: "name", hosts: "host", paths: "path", headers: "header" });
const LEAST_PREFIX = 4; // letters of a name with which a longer word may begin: binancefutures
const LONGEST_NAME = 40;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Opens the clues of all venues.
 * @param {Catalogue} catalogue
 * @returns {Clues}
 */
export function clues({ venues, vocabulary }) {
  /** @type {Map<string, Clue>} */
  const all = new Map();
  /** @param {ClueKind} kind @param {string} text @param {Venue[]} named */
  const add = (kind, text, named) => {
    const lower = text.normalize("NFKC").toLowerCase();
    const clue = all.get(lower) ?? { kind, text: lower, venues: [] };
    clue.venues.push(...named.filter((venue) => !clue.venues.includes(venue)));
    all.set(lower, clue);
  };
  for (const venue of venues) {
    add("name", venue.name, [venue]);
    add("name", venue.id, [venue]);
    for (const [field, kind] of Object.entries(KINDS)) {
      for (const text of venue.clues[/** @type {keyof typeof KINDS} */ (field)] ?? [])
        add(kind, text, [venue]);
    }
  }
  for (const [operator, its] of grouped(venues, ({ operator }) => operator)) add("operator", operator, its);
  for (const text of vocabulary.others) add("other", text, []);
  return {
    byWord: grouped([...all.values()], ({ text }) => text.match(WORD)?.[0] ?? ""),
    products: products(venues, vocabulary.products),
  };
}

/**
 * By which words a text tells the venues of one operator apart: those of their names, and what only one has in its clues.
 * @param {Venue[]} venues
 * @param {Record<string, string[]>} vocabulary
 */
function products(venues, vocabulary) {
  const wordsOf = (
    /** @type {Venue} */ { name, operator, clues: { names = [], paths = [], hosts = [] } },
  ) => {
    const said = new Set();
    const firsts = [
      ...hosts.map((host) => host.split(".")[0]),
      ...paths.map((path) => path.split("/")[1] ?? ""),
    ];
    const texts = [name.replace(operator, ""), ...names, ...firsts];
    for (const text of texts) {
      for (const [word] of text
        .normalize("NFKC")
        .toLowerCase()
        .matchAll(/\p{L}{2,}/gu))
        said.add(word);
    }
    for (const [kind, words] of Object.entries(vocabulary)) {
      if (name.toLowerCase().includes(kind)) for (const word of words) said.add(word);
    }
    return said;
  };
  return new Map(
    venues.map((venue) => {
      const siblings = venues.filter((other) => other !== venue && other.operator === venue.operator);
      const own = wordsOf(venue);
      const others = new Set(siblings.flatMap((sibling) => [...wordsOf(sibling)]));
      const only = (/** @type {Set<string>} */ a, /** @type {Set<string>} */ b) =>
        new Set([...a].filter((word) => !b.has(word)));
      return [
        venue,
        siblings.length
          ? { own: only(own, others), others: only(others, own) }
          : { own: new Set(), others: new Set() },
      ];
    }),
  );
}

/**
 * Everything in a text that names a venue, the longest where several begin at one place.
 * @param {Clues} clues
 * @param {string} text
 * @param {Set<string>} known words that only look as if they began with a name: gateway
 * @returns {Naming[]}
 */
export function namings({ byWord }, text, known) {
  const lower = text.toLowerCase();
  /** @type {Naming[]} */
  const found = [];
  for (const { 0: word, index } of lower.matchAll(WORD)) {
    const whole = (byWord.get(word) ?? []).filter((clue) => stands(lower, clue, index));
    const clues = whole.length || known.has(word) ? whole : beginnings(byWord, word);
    const [longest] = clues.sort((a, b) => b.text.length - a.text.length);
    const at = longest && index - longest.text.search(WORD);
    const last = found.at(-1);
    if (longest && !(last && at < last.end)) found.push({ ...longest, at, end: at + longest.text.length });
  }
  return found;
}

/**
 * The names with which a word begins: `binancefutures` names Binance.
 * @param {Map<string, Clue[]>} byWord
 * @param {string} word
 */
function beginnings(byWord, word) {
  for (let length = Math.min(word.length, LONGEST_NAME) - 1; length >= LEAST_PREFIX; length--) {
    const clues = byWord.get(word.slice(0, length))?.filter(({ text }) => text.length === length);
    if (clues?.length) return clues;
  }
  return [];
}

/**
 * Whether a clue stands as a whole where its first word begins. A path may go on.
 * @param {string} lower
 * @param {Clue} clue
 * @param {number} at
 */
function stands(lower, { kind, text }, at) {
  const start = at - text.search(WORD);
  const next = lower[start + text.length] ?? "";
  const isName = kind === "name" || kind === "operator" || kind === "other"; // which a connector's name goes on: okx_perpetual
  return (
    lower.startsWith(text, start) &&
    (kind === "path" || !/[\p{Script=Latin}\p{N}]/u.test(next)) &&
    (isName || next !== "_" || kind === "path")
  );
}
