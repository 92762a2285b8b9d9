// The lookup's index, opened: venues, pages by code, and the lists by which texts are read.

import { unpacker } from "./unpack.js";

/**
 * @typedef {object} Reply How a venue sends an error.
 * @property {string} code the key that holds the code
 * @property {string} message the key that holds the message
 * @property {number} string 1 where the code is sent as a string
 * @property {number} transport
 * @property {[string, string][]} inner keys of code and message further inside
 * @property {string[]} keys all keys of the documented example
 * @property {string[]} codes the keys of codes, here and further inside, without the way to them
 * @property {string[]} messages the keys of messages
 */
/**
 * @typedef {object} Venue
 * @property {string} id
 * @property {string} name
 * @property {string} operator
 * @property {Partial<Record<"names" | "hosts" | "paths" | "headers", string[]>>} clues
 * @property {Reply[]} replies
 * @property {Page[]} pages
 * @property {Map<string, Page>} byCode
 */
/**
 * @typedef {object} Text What a document or a live reply says of an entry.
 * @property {string} text
 * @property {"message" | "explanation" | "observed"} kind
 */
/**
 * @typedef {object} Entry
 * @property {number} anchor
 * @property {string} condition
 * @property {string} title
 * @property {string} outcome
 * @property {string} retry
 * @property {string[]} verify
 * @property {boolean} isSuccess
 * @property {number} transport
 * @property {string} name
 * @property {Text[]} texts
 */
/**
 * @typedef {object} Page A code of a venue; where the document lists it only with sub-codes, `subCodes` are their pages.
 * @property {Venue} venue
 * @property {string} code
 * @property {string} path
 * @property {Entry[]} entries
 * @property {Page[]} subCodes
 * @property {boolean} isObserved whether no document lists it
 */
/**
 * A code that is words, or the documented name of a code.
 * @typedef {object} Term
 * @property {string} text
 * @property {string} lower
 * @property {boolean} isName
 * @property {{ page: Page, entry: Entry }[]} uses
 */
/**
 * @typedef {object} Signal
 * @property {number} weight
 * @property {string} [says]
 * @property {string} [doubt]
 */
/**
 * @typedef {object} Catalogue
 * @property {Venue[]} venues
 * @property {Page[]} pages
 * @property {Map<string, Page[]>} byCode
 * @property {Map<string, Page[]>} byDigits pages by their code without sign and leading zeros
 * @property {Map<string, Term[]>} worded codes that are words and names of codes, by their first word
 * @property {Set<string>} codeKeys the keys under which venues send codes
 * @property {Set<string>} messageKeys the keys under which venues send messages
 * @property {Map<string, number>} rarity of each key of a reply: 1 where one venue has it, near 0 where all have
 * @property {Record<string, Set<string>>} lists
 * @property {any} vocabulary
 * @property {Record<string, Signal>} signals
 * @property {any} wording
 * @property {string} report the form that reports a code, with {venue} and {code} to be filled in
 */

const FIRST_MEANING = 0x23; // the character of the most frequent meaning
const KINDS = /** @type {const} */ (["message", "explanation", "observed"]);

/**
 * Opens what macros/programs/lookup/ wrote.
 * @param {any} data
 * @param {() => unknown} [pause] awaited now and then, so that the page stays alive
 * @returns {Promise<Catalogue>}
 */
export async function open(data, pause = () => {}) {
  const unpack = unpacker(data.dictionary);
  /** @type {string[]} */
  const unpacked = [];
  // A code is found before the texts are needed.
  const textAt = (/** @type {number} */ number) => (unpacked[number] ??= unpack(data.texts[number]));
  /** @type {Venue[]} */
  const venues = [];
  for (const columns of data.venues) {
    venues.push(venueOf(columns, data.meanings, textAt, unpack));
    await pause();
  }
  const pages = venues.flatMap((venue) => venue.pages);
  /** @type {Reply[]} */
  const replies = venues.flatMap((venue) => venue.replies);
  const lists = Object.entries(data.vocabulary).filter(([, words]) => Array.isArray(words));
  await pause();
  const byCode = grouped(pages, ({ code }) => code);
  const byDigits = grouped(pages, ({ code }) => digitsOf(code));
  await pause();
  const worded = grouped(terms(pages), ({ lower }) => lower.match(/[\p{L}\p{N}]+/u)?.[0] ?? "");
  await pause();
  return {
    venues,
    pages,
    byCode,
    byDigits,
    worded,
    codeKeys: new Set(replies.flatMap(({ codes }) => codes)),
    messageKeys: new Set(replies.flatMap(({ messages }) => messages)),
    rarity: rarityOf(venues),
    lists: Object.fromEntries(lists.map(([name, words]) => [name, new Set(/** @type {string[]} */ (words))])),
    vocabulary: data.vocabulary,
    signals: data.signals,
    wording: data.wording,
    report: data.report,
  };
}

/**
 * The last part of a page's address, as macros/catalogue/addresses.py has it.
 * @param {string} code
 */
export function slug(code) {
  return code.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
}

/**
 * A number as people write it: without its sign and leading zeros. Any other code stays as it is.
 * @param {string} code
 */
export function digitsOf(code) {
  return isNumber(code) ? code.replace(/^-?0*(?=\d)/, "") : code;
}

/**
 * Things by what `key` says of them.
 * @template Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => string} key
 * @returns {Map<string, Thing[]>}
 */
export function grouped(things, key) {
  const groups = new Map();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group) group.push(thing);
    else groups.set(key(thing), [thing]);
  }
  return groups;
}

/**
 * A venue with its pages, put together from its columns.
 * @param {any} columns
 * @param {any[][]} meanings
 * @param {(number: number) => string} textAt
 * @param {(packed: string) => string} unpack
 * @returns {Venue}
 */
function venueOf({ id, name, operator, clues, replies, parents, ...columns }, meanings, textAt, unpack) {
  /** @type {Venue} */
  const venue = { id, name, operator, clues, replies: replies.map(replyOf), pages: [], byCode: new Map() };
  const textsOf = textReader(columns, textAt);
  let row = 0;
  codesOf(columns.codes, unpack).forEach((code, number) => {
    const page = pageOf(venue, code);
    page.isObserved = columns.observed.includes(number);
    for (let place = 1; place <= columns.sizes[number]; place++, row++) {
      const [condition, title, outcome, retry, verify, isSuccess] =
        meanings[columns.meanings.charCodeAt(row) - FIRST_MEANING];
      page.entries.push({
        anchor: columns.anchors[row] ?? place,
        condition,
        title,
        outcome,
        retry,
        verify: verify ? verify.split(",") : [],
        isSuccess: Boolean(isSuccess),
        transport: columns.transports[row],
        name: unpack(columns.names[row]),
        texts: textsOf(columns.counts[row]),
      });
    }
  });
  for (const code of parents) {
    pageOf(venue, code).subCodes = venue.pages.filter((page) => page.code.startsWith(`${code}_`));
  }
  return venue;
}

/**
 * Whether a code is a number, perhaps with a sub-code.
 * @param {string} code
 */
export function isNumber(code) {
  return /^-?\d+(_\d+)?$/.test(code);
}

/**
 * The codes that are words, without what is optional in them, and the names of codes.
 * @param {Page[]} pages
 * @returns {Term[]}
 */
function terms(pages) {
  const named = pages.flatMap((page) =>
    page.entries.flatMap((entry) => {
      const code = isNumber(page.code) ? "" : page.code.replace(/\[[^\]]*\]$/, "");
      const name = entry.name === page.code ? "" : entry.name;
      const term = (/** @type {string} */ text, /** @type {boolean} */ isName) => ({
        text,
        isName,
        use: { page, entry },
      });
      return [term(code, false), term(name, true)].filter(({ text }) => text);
    }),
  );
  return Array.from(grouped(named, ({ text, isName }) => `${text}\n${isName}`).values(), (same) => {
    const [{ text, isName }] = same;
    return { text, lower: text.toLowerCase(), isName, uses: same.map(({ use }) => use) };
  });
}

/**
 * @param {Venue[]} venues
 */
function rarityOf(venues) {
  const rarity = new Map();
  for (const { replies } of venues) {
    const keys = new Set(replies.flatMap(({ codes, messages, keys }) => [...codes, ...messages, ...keys]));
    for (const key of keys) rarity.set(key, (rarity.get(key) ?? 1 + 1 / venues.length) - 1 / venues.length);
  }
  return rarity;
}

/**
 * A reply with its keys, those of the code and of the message apart.
 * @param {Reply} reply
 * @returns {Reply}
 */
function replyOf(reply) {
  const last = (/** @type {string[]} */ keys) => keys.map(lastPart).filter(Boolean);
  return {
    ...reply,
    codes: last([reply.code, ...reply.inner.map(([key]) => key)]),
    messages: last([reply.message, ...reply.inner.map(([, key]) => key)]),
  };
}

/**
 * The key itself, of one that names the way to it: error.code.
 * @param {string} key
 */
export function lastPart(key) {
  return key.split(/[.[\]]+/).findLast(Boolean) ?? "";
}

/**
 * @param {Venue} venue
 * @param {string} code
 * @returns {Page}
 */
function pageOf(venue, code) {
  const page = {
    venue,
    code,
    path: `${venue.id}/${slug(code)}/`,
    entries: [],
    subCodes: [],
    isObserved: false,
  };
  venue.pages.push(page);
  venue.byCode.set(code, page);
  return page;
}

/**
 * The codes, of which plain numbers are given as the distance from the one before.
 * @param {(string | number)[]} steps
 * @param {(packed: string) => string} unpack
 * @returns {string[]}
 */
function codesOf(steps, unpack) {
  let last = 0;
  return steps.map((step) => {
    if (typeof step === "string") return unpack(step);
    last += step;
    return String(last);
  });
}

/**
 * A function that gives the texts of one entry after the other, by how many there are of each kind.
 * @param {{ numbers: number[], firstText: number }} columns
 * @param {(number: number) => string} textAt
 * @returns {(count: number) => Text[]}
 */
function textReader(columns, textAt) {
  let next = 0;
  let fresh = columns.firstText;
  return (count) => {
    const kinds = [Math.floor(count / 100), Math.floor(count / 10) % 10, count % 10];
    return kinds.flatMap((times, kind) =>
      Array.from({ length: times }, () => {
        const number = columns.numbers[next++];
        const place = number ? number - 1 : fresh++;
        return {
          kind: KINDS[kind],
          get text() {
            return textAt(place);
          },
        };
      }),
    );
  };
}
