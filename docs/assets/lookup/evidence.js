// What speaks for and against a page being the answer: one function for each signal. How much each counts stands in
// macros/programs/lookup/signals.yml, with the reason.

import { covered, isFramed, likeness, worth } from "./likeness.js";
import { replyOf, stanceOf } from "./sources.js";

/** @import { Entry, Page, Venue } from "./catalogue.js" */
/** @import { Code, Option } from "./codes.js" */
/** @import { Said } from "./likeness.js" */
/** @import { Found, Mention, Reading } from "./reading.js" */
/** @import { Likelihood, Stance } from "./sources.js" */
/**
 * That a page is what a mention means, with what can be said about it.
 * @typedef {object} Claim
 * @property {Reading} reading
 * @property {Mention} mention
 * @property {Page} page
 * @property {Entry | null} entry the entry of the page, where the text tells which
 * @property {Option | null} option how its code was written; null where only its message speaks for it
 * @property {Said | null} said its own text that is there
 * @property {Found | null} rival a text of another page that is there
 * @property {Likelihood} reply how much the text looks like a reply of the venue
 * @property {Stance} stance what the text says of the venue
 */
/** @typedef {(claim: Claim) => number} Signal */

const TELLING = 2.5; // the mass of a message that nobody says by chance
const EVERYDAY = 0.5; // the mass of the message "Order not found"
const LONG = 6; // digits of a number that is seldom anything else than a code
const MOST_BY_MESSAGE = 60; // pages of one place for which only a message speaks
const SUB_CODE = /sub_?code["']?\s*[:=]\s*["']?(\d+)/gi;

/**
 * Every page that a mention may mean.
 * @param {Reading} reading
 * @param {Mention} mention
 * @returns {Claim[]}
 */
export function claims(reading, mention) {
  const said = saidBy(mention);
  const options = optionsOf(mention, said);
  const byMessage = [...said.keys()].filter((page) => !options.has(page)).slice(0, MOST_BY_MESSAGE);
  /** @type {Map<Venue, { reply: Likelihood, stance: Stance }>} */
  const sources = new Map();
  return [...options.keys(), ...byMessage].map((page) => {
    const { venue } = page;
    const source = sources.get(venue) ?? {
      reply: replyOf(reading, mention, venue),
      stance: stanceOf(reading, mention, venue),
    };
    sources.set(venue, source);
    const option = options.get(page) ?? null;
    const own = said.get(page) ?? null;
    const entry = own?.use.entry ?? option?.entry ?? entryOf(page, source.reply);
    return { reading, mention, page, entry, option, said: own, rival: rivalOf(mention, page), ...source };
  });
}

/**
 * The pages that a code may mean. Where a number stands like an amount, only a message makes it a code.
 * @param {Mention} mention
 * @param {Map<Page, Said>} said
 */
function optionsOf({ code }, said) {
  const isUnlikely = code?.place === "loose" || code?.place === "amount";
  const options = (code?.options ?? []).filter(({ page }) => !isUnlikely || said.has(page));
  return new Map(options.map((option) => [option.page, option]));
}

/**
 * For each page the text of its own that is there most, the best pages first.
 * @param {Mention} mention
 * @returns {Map<Page, Said>}
 */
function saidBy({ found }) {
  /** @type {Map<Page, Said>} */
  const best = new Map();
  for (const each of found) {
    for (const wording of each.shape.wordings) {
      for (const use of wording.uses) {
        if (use.kind === "code" || use.kind === "name") continue;
        const said = { ...each, wording, use, isVerbatim: each.verbatim.has(wording) };
        const last = best.get(use.page);
        if (!last || worth(said) > worth(last)) best.set(use.page, said);
      }
    }
  }
  return new Map([...best].sort(([, a], [, b]) => worth(b) - worth(a)));
}

/**
 * The text of another page that is there most.
 * @param {Mention} mention
 * @param {Page} page
 */
function rivalOf({ found }, page) {
  const isOwn = ({ shape }) => shape.wordings.some(({ uses }) => uses.some((use) => use.page === page));
  let best = null;
  for (const each of found) if (!isOwn(each) && (!best || each.likeness > best.likeness)) best = each;
  return best;
}

/**
 * @param {Page} page
 * @param {Likelihood} reply
 */
function entryOf({ entries }, { transport }) {
  if (entries.length < 2) return entries[0] ?? null;
  return entries.find((entry) => entry.transport === transport) ?? null;
}

// ---- How the code stands ----

/**
 * Whether a number, or a word, stands at one of some places.
 * @param {Claim} claim
 * @param {boolean} isNumber
 * @param {string} place
 */
function stands({ option, mention: { code } }, isNumber, place) {
  return Number(Boolean(option) && code?.isNumber === isNumber && code.place === place);
}

/** @type {Record<string, Signal>} */
const code = {
  inLabel: (claim) => stands(claim, true, "key"),
  byErrorWord: (claim) => stands(claim, true, "word"),
  alone: (claim) => stands(claim, true, "alone"),
  beforeMessage: (claim) => stands(claim, true, "lead"),
  bareMinus: (claim) => stands(claim, true, "signed"),
  inSentence: (claim) => stands(claim, true, "said"),
  likeAmount: (claim) => stands(claim, true, "amount"),
  ofSomethingElse: (claim) => stands(claim, true, "foreign"),
  wordInLabel: (claim) => stands(claim, false, "key"),
  wordAlone: (claim) => stands(claim, false, "alone"),
  wordInText: (claim) => stands(claim, false, "said"),
  telling: ({ option, mention }) => Number(option?.form === "exact" && isTelling(mention.code)),
  unique: ({ option, mention }) => Number(option?.form === "exact" && mention.code?.options.length === 1),
  short: ({ option, mention }) => Number(Boolean(option) && isShort(mention.code)),
  everydayWord: ({ option, mention }) => Number(Boolean(option) && isEverydayWord(mention.code)),
  asName: ({ option }) => Number(option?.form === "name"),
  otherCase: ({ option }) => Number(option?.form === "cased"),
  lostSign: ({ option }) => Number(option?.form === "sign"),
  lostZeros: ({ option }) => Number(option?.form === "zeros"),
  addedSign: ({ option }) => Number(option?.form === "added"),
  subCode: ({ option, reading }) => (option?.form === "sub" ? (isSubCode(option.page, reading) ? 1 : -1) : 0),
  otherCode: ({ option, mention }) => Number(!option && Boolean(mention.code?.place.match(/key|word|lead|signed|alone/))),
  agreeing: ({ page, mention, reading }) => Number(reading.mentions.some((other) => agrees(other, mention, page))),
};

/** @param {Code | null} code */
function isTelling(code) {
  return Boolean(code?.isNumber && (/^-|^0\d/.test(code.written) || code.written.length >= LONG));
}

/** @param {Code | null} code */
function isShort(code) {
  return Boolean(code?.isNumber && code.written.length < 4);
}

/** @param {Code | null} code */
function isEverydayWord(code) {
  return Boolean(code && !code.isNumber && /^\p{L}\p{Ll}*$/u.test(code.written));
}

/**
 * Whether the sub-code stands in a field of its own: {"sCode":"51008","subCode":"1000"}.
 * @param {Page} page
 * @param {Reading} reading
 */
function isSubCode({ code }, { text }) {
  const [, sub] = code.split("_");
  return Array.from(text.matchAll(SUB_CODE)).some(([, said]) => said === sub);
}

/**
 * Whether another code of the text means the same page, such as its name beside its number.
 * @param {Mention} other
 * @param {Mention} mention
 * @param {Page} page
 */
function agrees(other, { code }, page) {
  if (!code || !other.code || other.code === code || other.code.written === code.written) return false;
  return [other.code, code].every(({ options }) => options.some((option) => option.page === page));
}

// ---- What the message says ----

/** @type {Record<string, Signal>} */
const message = {
  message: ({ said }) => (said ? likeness(said) : 0),
  verbatim: ({ said }) => Number(Boolean(said?.isVerbatim)),
  wholeMessage: ({ said, reading }) => (said ? covered(said, reading) * likeness(said) : 0),
  onlyMessage: ({ said, option, reading }) => Number(Boolean(said && !option) && isAll(/** @type {Said} */ (said), reading)),
  longMessage: ({ said }) => (said ? likeness(said) * Math.min(1, said.shape.mass / TELLING) : 0),
  withCode: ({ said, option }) => (said && option ? likeness(said) : 0),
  everydayMessage: ({ said, option, reading }) => Number(Boolean(said) && !option && isEveryday(said, reading)),
  inMessageField: ({ said, reply }) => Number(Boolean(said) && reply.hasMessageKey),
  unframed: ({ said, option, mention, reading }) =>
    Number(Boolean(said && !option && !mention.field) && !isFramed(/** @type {Said} */ (said), reading)),
  partOfMessage: ({ said }) => Number(Boolean(said?.wording.isPart)),
  explanation: ({ said }) => Number(said?.use.kind === "explanation"),
  observed: ({ said }) => Number(said?.use.kind === "observed"),
  otherWording: ({ said, option, mention }) => (option && mention.field ? 1 - (said ? likeness(said) : 0) : 0),
  otherMessage: ({ said, option, rival }) =>
    option && rival ? Math.max(0, likeness(rival) - (said ? likeness(said) : 0)) * Math.min(1, rival.shape.mass) : 0,
};

/**
 * @param {Said | null} said
 * @param {Reading} reading
 */
function isEveryday(said, { index }) {
  if (!said) return false;
  return said.shape.mass < EVERYDAY || index.catalogue.lists.common.has(said.wording.words.join("-"));
}

/**
 * Whether a text is nothing but a message.
 * @param {Said} said
 * @param {Reading} reading
 */
function isAll(said, reading) {
  const { isWhole, text } = reading;
  const { from, to } = said.region;
  const rest = text.slice(0, from) + text.slice(to);
  return isWhole && !/\p{L}/u.test(rest) && covered(said, reading) > 0.9 && said.likeness > 0.8;
}

// ---- What the reply looks like ----

/** @type {Record<string, Signal>} */
const reply = {
  codeKey: ({ option, reply }) => Number(Boolean(option) && reply.hasCodeKey),
  otherCodeKey: ({ option, reply }) => Number(Boolean(option) && reply.isOtherCodeKey),
  otherMessageKey: ({ reply }) => Number(reply.isOtherMessageKey),
  rareKeys: ({ reply }) => reply.rareKeys,
  strangeKeys: ({ reply }) => reply.strangeKeys,
  codeType: ({ option, mention, reply }) => {
    if (!option || mention.code?.place !== "key" || !mention.code.isNumber) return 0;
    return mention.code.isQuoted === reply.isString ? 1 : -1;
  },
  outerCode: ({ option, reply }) => Number(Boolean(option) && reply.isOuter),
};

// ---- Who is named ----

/** @type {Record<string, Signal>} */
const venue = {
  named: ({ stance }) => stance.own,
  operatorNamed: ({ stance }) => (stance.own ? 0 : stance.operator),
  nearestNamed: ({ stance }) => Number(stance.isNearest && stance.other > 0),
  product: ({ stance }) => (stance.own || stance.operator ? stance.product : 0),
  otherNamed: ({ stance }) => (stance.own || stance.operator ? 0 : stance.other),
  siblingNamed: ({ stance }) => (stance.own || !stance.operator ? 0 : stance.sibling),
  foreignNamed: ({ stance }) => Number(stance.foreign > 0 && !stance.own && !stance.operator),
};

// ---- What kind of text it is ----

/** @type {Record<string, Signal>} */
const text = {
  success: ({ entry, page }) =>
    Number(entry ? entry.isSuccess : page.entries.length > 0 && page.entries.every(({ isSuccess }) => isSuccess)),
  onlyObserved: ({ page: { entries } }) =>
    Number(entries.length > 0 && entries.every(({ texts }) => texts.length && texts.every(({ kind }) => kind === "observed"))),
};

/** @type {Record<string, Signal>} */
export const signals = { ...code, ...message, ...reply, ...venue, ...text };

/**
 * What each signal says of a claim; those that say nothing are left out.
 * @param {Claim} claim
 * @returns {Record<string, number>}
 */
export function evidence(claim) {
  /** @type {Record<string, number>} */
  const found = {};
  for (const name in signals) {
    const value = signals[name](claim);
    if (value) found[name] = value;
  }
  return found;
}
