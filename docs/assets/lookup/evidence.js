// What speaks for and against a page being the answer: one function for each signal. How much each counts stands in
// macros/programs/lookup/signals.yml, with the reason.

import { isPlainWord } from "./codes.js";
import { covered, isFramed, likeness, sharedWords, worth } from "./likeness.js";
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
const NEARLY = 0.85; // the likeness of a message that is looked at in a part of a long text
const LONG = 6; // digits of a number that is seldom anything else than a code
const MOST_BY_MESSAGE = 60; // pages of one place for which only a message speaks
const DATA = /["'](?:data|result)["']\s*:\s*[{[]\s*["'{\d]/; // what a request that went well brings
const SUB_CODE = /sub_?code["']?\s*[:=]\s*["']?(\d+)/gi;

/**
 * Every page that a mention may mean.
 * @param {Reading} reading
 * @param {Mention} mention
 * @returns {Claim[]}
 */
export function claims(reading, mention) {
  const said = saidBy(mention);
  const options = optionsOf(reading, mention, said);
  const named = new Set(reading.namings.flatMap(({ venues }) => venues));
  const byMessage = [...said]
    .filter(
      ([page, { likeness, isVerbatim }]) =>
        isVerbatim || likeness > NEARLY || named.has(page.venue) || reading.isWhole,
    )
    .filter(([page]) => !options.has(page))
    .slice(0, MOST_BY_MESSAGE)
    .map(([page]) => page);
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
 * The pages that a code may mean. Where a number stands like an amount, only a message makes it a code; where it stands
 * like any other value, a message or the venue's name.
 * @param {Reading} reading
 * @param {Mention} mention
 * @param {Map<Page, Said>} said
 */
function optionsOf({ namings }, { code }, said) {
  const isNamed = (/** @type {Page} */ { venue }) => namings.some(({ venues }) => venues.includes(venue));
  const options = (code?.options ?? []).filter(({ page }) => {
    if (said.has(page)) return true;
    return code?.place !== "amount" && (code?.place !== "loose" || isNamed(page));
  });
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
        const value = worth(each, wording);
        const last = best.get(use.page);
        if (!last || value > last.worth) {
          best.set(use.page, { ...each, wording, use, isVerbatim: each.verbatim.has(wording), worth: value });
        }
      }
    }
  }
  return new Map([...best].sort(([, a], [, b]) => b.worth - a.worth));
}

/**
 * The text of another page that is there most.
 * @param {Mention} mention
 * @param {Page} page
 */
function rivalOf({ found }, page) {
  const isOwn = (/** @type {Found} */ { shape }) =>
    shape.wordings.some(({ uses }) => uses.some((use) => use.page === page));
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
  inPassing: (claim) => stands(claim, true, "passing") + stands(claim, true, "loose"),
  likeAmount: (claim) => stands(claim, true, "amount"),
  ofSomethingElse: (claim) => stands(claim, true, "foreign"),
  wordInLabel: (claim) => stands(claim, false, "key"),
  wordAlone: (claim) => stands(claim, false, "alone"),
  wordInText: (claim) => stands(claim, false, "said"),
  telling: ({ option, mention }) => Number(option?.form === "exact" && isTelling(mention.code)),
  unique: ({ option, mention }) =>
    Number(
      option?.form === "exact" && mention.code?.options.length === 1 && mention.code.place !== "passing",
    ),
  short: ({ option, mention }) => Number(Boolean(option) && isShort(mention.code)),
  everydayWord: ({ option, mention }) => Number(Boolean(option) && isEverydayWord(mention.code)),
  asName: ({ option }) => Number(option?.form === "name"),
  otherCase: ({ option }) => Number(option?.form === "cased"),
  lostSign: ({ option }) => Number(option?.form === "sign"),
  lostZeros: ({ option }) => Number(option?.form === "zeros"),
  addedSign: ({ option }) => Number(option?.form === "added"),
  subCode: ({ option, reading }) => (option?.form === "sub" ? (isSubCode(option.page, reading) ? 1 : -1) : 0),
  statusOnly: ({ option, said, mention, stance, reply, reading }) =>
    Number(
      Boolean(option) &&
        isStatus(mention.code) &&
        reply.rareKeys < 1 &&
        !stance.own &&
        !stance.operator &&
        (!said || isCommon(said, reading)),
    ),
  otherCode: ({ option, mention }) =>
    Number(!option && isGiven(mention.code) && !isEverydayWord(mention.code)),
  agreeing: ({ page, option, mention, reading }) =>
    Number(Boolean(option) && reading.mentions.some((other) => agrees(other, mention, page))),
};

/** @param {Code | null} code */
function isTelling(code) {
  return Boolean(code?.isNumber && (/^-|^0\d/.test(code.written) || code.written.length >= LONG));
}

/**
 * Whether a code is where codes are, and not only somewhere in a text.
 * @param {Code | null} code
 */
export function isGiven(code) {
  return Boolean(code && /key|word|lead|signed|alone/.test(code.place));
}

/**
 * Whether a code is one that any server sends: an HTTP status, or one that JSON-RPC keeps for itself.
 * @param {Code | null} code
 */
function isStatus(code) {
  return Boolean(code && /^(?:[45]\d\d|-32[0-7]\d\d)$/.test(code.written) && code.place !== "alone");
}

/** @param {Code | null} code */
function isShort(code) {
  return Boolean(code?.isNumber && code.written.length < 4 && code.place !== "alone");
}

/** @param {Code | null} code */
function isEverydayWord(code) {
  return Boolean(code && code.place !== "alone" && isPlainWord(code));
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
  return other.code.options.some((option) => option.page === page);
}

// ---- What the message says ----

/** @type {Record<string, Signal>} */
const message = {
  message: ({ said }) => (said ? likeness(said) : 0),
  verbatim: ({ said }) => Number(Boolean(said?.isVerbatim)),
  wholeMessage: ({ said, reading }) => (said ? covered(said, reading) * likeness(said) : 0),
  onlyMessage: ({ said, option, reading }) => (said && !option && isAll(said, reading) ? telling(said) : 0),
  longMessage: ({ said }) => (said ? telling(said) : 0),
  withCode: ({ said, option }) => (said && option ? likeness(said) : 0),
  onlyBoth: ({ said, option, mention, reading }) =>
    said && option && isGiven(mention.code) && isAll(said, reading) ? likeness(said) : 0,
  sharedWords: ({ said, option, page, mention, reading }) =>
    option && !said && isGiven(mention.code) && mention.code?.place !== "alone"
      ? sharedWords(page, mention, reading)
      : 0,
  everydayMessage: ({ said, option }) => Number(Boolean(said && said.shape.mass < EVERYDAY) && !option),
  commonMessage: ({ said, option, reading, stance }) =>
    Number(Boolean(said && !option && !stance.own && !stance.operator && isCommon(said, reading))),
  inMessageField: ({ said, reply }) => Number(Boolean(said) && reply.hasMessageKey),
  unframed: ({ said, option, mention, reading }) =>
    said && !option && !mention.field && !isAll(said, reading) && !isFramed(said, reading)
      ? 1 - covered(said, reading)
      : 0,
  partOfMessage: ({ said }) => Number(Boolean(said?.wording.isPart)),
  explanation: ({ said }) => Number(said?.use.kind === "explanation"),
  observed: ({ said }) => Number(said?.use.kind === "observed"),
  otherWording: ({ said, option, mention, stance }) =>
    option && mention.field && !stance.own && !stance.operator ? 1 - (said ? likeness(said) : 0) : 0,
  otherMessage: ({ said, option, rival }) =>
    option && rival ? Math.max(0, strength(rival) - (said ? strength(said) : 0)) : 0,
};

/**
 * How certainly a message is there: from 0 for one that has other words too, to 1.
 * @param {Found} found
 */
function strength({ likeness, shape }) {
  return Math.max(0, likeness - 0.75) * 4 * Math.min(1, shape.mass);
}

/**
 * How much a message tells: up to 1 for one that is there and that nobody says by chance.
 * @param {Said} said
 */
function telling(said) {
  return likeness(said) * Math.min(1, said.shape.mass / TELLING);
}

/**
 * Whether any web server sends such a message.
 * @param {Said} said
 * @param {Reading} reading
 */
function isCommon({ wording }, { index }) {
  return index.catalogue.lists.common.has(wording.words.join("-"));
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
  namedCode: ({ option, mention, stance }) =>
    option?.form === "exact" && !isShort(mention.code) && !isEverydayWord(mention.code)
      ? Math.max(stance.own, stance.operator)
      : 0,
  namedMessage: ({ said, page, mention, stance, reading }) =>
    said &&
    !mention.code?.options.some((option) => option.page.venue === page.venue && option.page !== page) &&
    isAll(said, reading)
      ? Math.max(stance.own, stance.operator) * likeness(said)
      : 0,
  named: ({ stance }) => stance.own,
  operatorNamed: ({ stance }) => (stance.own ? 0 : stance.operator),
  nearestNamed: ({ stance }) => Number(stance.isNearest && stance.other > 0),
  product: ({ stance }) => stance.product,
  otherNamed: ({ stance }) => (stance.own || stance.operator ? 0 : stance.other),
  siblingNamed: ({ stance }) => (stance.own || !stance.operator ? 0 : stance.sibling),
  foreignNamed: ({ stance }) => Number(stance.foreign > 0 && !stance.own && !stance.operator),
};

// ---- What kind of text it is ----

/** @type {Record<string, Signal>} */
const text = {
  success: (claim) => Number(isSuccess(claim) && !isNamed(claim) && claim.mention.code?.place !== "alone"),
  delivered: (claim) =>
    Number(isSuccess(claim) && (claim.reply.isOtherMessageKey || DATA.test(claim.reading.text))),
  wentWell: (claim) => Number(Boolean(claim.option) && !isSuccess(claim) && saysSuccess(claim)),
  onlyObserved: ({ page }) => Number(page.isObserved),
};

/**
 * Whether the message beside a code says that all went well: {"code":1000,"message":"OK"}.
 * @param {Claim} claim
 */
function saysSuccess({ mention: { field }, reading: { text, index } }) {
  return Boolean(
    field && index.catalogue.lists.success.has(text.slice(field.from, field.to).trim().toLowerCase()),
  );
}

/**
 * Whether the text names the venue or its company.
 * @param {Claim} claim
 */
function isNamed({ stance }) {
  return stance.own > 0 || stance.operator > 0;
}

/**
 * Whether a code means that all went well.
 * @param {Claim} claim
 */
export function isSuccess({ entry, page: { entries } }) {
  return entry ? entry.isSuccess : entries.length > 0 && entries.every(({ isSuccess }) => isSuccess);
}

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
