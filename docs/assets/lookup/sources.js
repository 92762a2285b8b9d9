// Where an error comes from: what the text says of a venue, and how much it looks like one of its replies.

import { lastPart } from "./catalogue.js";

/** @import { Reply, Venue } from "./catalogue.js" */
/** @import { Mention, Reading } from "./reading.js" */
/** @import { Naming } from "./venues.js" */
/**
 * What a text says of a venue, seen from one place: from 0 for nothing to 1 for certain.
 * @typedef {object} Stance
 * @property {number} own how clearly it names this venue alone
 * @property {number} operator how clearly it names this venue together with others
 * @property {number} other how clearly it names other venues only
 * @property {number} sibling the same of other venues of this company
 * @property {number} foreign how clearly it names an exchange that is not in the catalogue
 * @property {boolean} isNearest whether the nearest name is one of this venue
 * @property {number} product 1 for words that this venue's product has, -1 for words of a sibling's
 * @property {string} naming the clue that names this venue
 * @property {string} otherNaming which other venue, company or exchange is named
 */
/**
 * How much a text looks like a reply of a venue.
 * @typedef {object} Likelihood
 * @property {boolean} hasCodeKey whether the code stands under a key of this venue
 * @property {boolean} isOtherCodeKey whether it stands under a key of other venues only
 * @property {boolean} hasMessageKey the same of the message
 * @property {boolean} isOtherMessageKey
 * @property {boolean} isOuter whether the code only says that one further inside tells more: "1" beside `sCode`
 * @property {boolean} isString whether this venue sends its codes as strings
 * @property {number} rareKeys how many keys are there that few venues have, up to 1
 * @property {number} strangeKeys how many of the keys there are other venues', up to 1
 * @property {number} transport
 */

const STRENGTH = { host: 1, header: 1, name: 0.9, operator: 0.9, path: 0.6, other: 0.9 };
const NEAR = 400; // characters within which a name belongs to an error
const FAR = 0.7; // what remains of a name farther away
const RARE = 0.6; // the rarity of a key that tells a venue
const ENOUGH_RARE = 2; // of such keys

/**
 * What a text says of a venue, seen from one place of it.
 * @param {Reading} reading
 * @param {Mention} mention
 * @param {Venue} venue
 * @returns {Stance}
 */
export function stanceOf({ namings, words, index }, { at }, venue) {
  const strength = (/** @type {Naming} */ naming) =>
    STRENGTH[naming.kind] * (Math.abs(naming.at - at) < NEAR ? 1 : FAR);
  const isOwn = (/** @type {Naming} */ { venues }) => venues.includes(venue);
  const isSibling = (/** @type {Naming} */ { venues }) =>
    venues.some(({ operator }) => operator === venue.operator);
  const best = (/** @type {Naming[]} */ of) =>
    of.reduce(
      (most, naming) => (strength(naming) > (most ? strength(most) : 0) ? naming : most),
      /** @type {Naming | null} */ (null),
    );
  const certain = best(namings.filter((naming) => isOwn(naming) && naming.venues.length === 1));
  const operator = best(namings.filter((naming) => isOwn(naming) && naming.venues.length > 1));
  const other = best(namings.filter((naming) => !isOwn(naming) && naming.kind !== "other"));
  const own = certain?.kind === "path" && other && other.kind !== "path" ? null : certain; // many venues have such paths
  const sibling = best(namings.filter((naming) => !isOwn(naming) && isSibling(naming)));
  const foreign = best(namings.filter(({ kind }) => kind === "other"));
  const distance = (/** @type {Naming} */ naming) => Math.abs(naming.at - at);
  const nearest = namings.reduce(
    (least, naming) => (least && distance(least) <= distance(naming) ? least : naming),
    /** @type {Naming | null} */ (null),
  );
  const value = (/** @type {Naming | null} */ naming) => (naming ? strength(naming) : 0);
  return {
    own: value(own),
    operator: value(operator),
    other: value(other),
    sibling: value(sibling),
    foreign: value(foreign),
    isNearest: Boolean(nearest && isOwn(nearest)),
    product: product(words, index.clues.products.get(venue)),
    naming: (own ?? operator)?.text ?? "",
    otherNaming: other ? nameOf(other) : (foreign?.text ?? ""),
  };
}

/**
 * What a clue names: a venue, or the company of several.
 * @param {Naming} naming
 */
function nameOf({ venues: [venue, ...others] }) {
  return others.length ? venue.operator : venue.name;
}

/**
 * @param {Set<string>} words
 * @param {{ own: Set<string>, others: Set<string> } | undefined} products
 */
function product(words, products) {
  if (!products) return 0;
  const has = (/** @type {Set<string>} */ of) => [...of].some((word) => words.has(word));
  return Number(has(products.own)) - Number(has(products.others));
}

/**
 * How much a text looks like that reply of a venue that it looks like most.
 * @param {Reading} reading
 * @param {Mention} mention
 * @param {Venue} venue
 * @returns {Likelihood}
 */
export function replyOf(reading, mention, venue) {
  const { keys, index } = reading;
  const { codeKeys, messageKeys, rarity, lists } = index.catalogue;
  const code = lastPart(mention.code?.label ?? "");
  const message = mention.field?.key ?? "";
  const likeness = (/** @type {Reply} */ reply) =>
    2 * Number(reply.codes.includes(code)) +
    2 * Number(reply.messages.includes(message)) +
    share(reply.keys, keys);
  const [reply] = [...venue.replies].sort((a, b) => likeness(b) - likeness(a));
  const its = new Set(venue.replies.flatMap((each) => [...each.keys, ...each.codes, ...each.messages]));
  const telling = [...keys].filter((key) => (rarity.get(key) ?? 0) > RARE && !lists.protocol.has(key));
  const rare = telling.filter((key) => its.has(key));
  const strange = telling.filter((key) => !its.has(key));
  return {
    hasCodeKey: code !== "" && reply.codes.includes(code),
    isOtherCodeKey: mention.code?.place === "key" && codeKeys.has(code) && !reply.codes.includes(code),
    hasMessageKey: message !== "" && reply.messages.includes(message),
    isOtherMessageKey:
      Boolean(mention.field?.isQuoted) && messageKeys.has(message) && !reply.messages.includes(message),
    isOuter: venue.replies.some((each) => isOuter(each, mention, reading)),
    isString: reply.string === 1,
    rareKeys: Math.min(1, rare.length / ENOUGH_RARE),
    strangeKeys: Math.min(1, strange.length / ENOUGH_RARE),
    transport: reply.transport,
  };
}

/**
 * How many of some keys are there.
 * @param {string[]} wanted
 * @param {Set<string>} keys
 */
function share(wanted, keys) {
  return wanted.length ? wanted.filter((key) => keys.has(key)).length / wanted.length : 0;
}

/**
 * Whether a code is the outer one of a reply, and there is one further inside that is not 0.
 * @param {Reply} reply
 * @param {Mention} mention
 * @param {Reading} reading
 */
function isOuter({ code, inner }, mention, { mentions, text }) {
  const outer = lastPart(code);
  const within = inner.map(([key]) => lastPart(key)).filter((key) => key !== outer);
  if (!within.length || lastPart(mention.code?.label ?? "") !== outer) return false;
  return mentions.some(
    ({ code, at }) =>
      code &&
      within.includes(lastPart(code.label)) &&
      !/^0*$/.test(code.written) &&
      isInside(text, mention.end, at),
  );
}

/**
 * Whether what is at one place of a reply belongs to the object that another place is in.
 * @param {string} text
 * @param {number} from
 * @param {number} to
 */
function isInside(text, from, to) {
  let depth = 0;
  for (const bracket of text.slice(from, to).match(/[{}[\]]/g) ?? []) {
    depth += bracket === "{" || bracket === "[" ? 1 : -1;
    if (depth < 0) return false;
  }
  return from < to;
}
