// What the lookup shows of an answer: a card that links to the page, with the answer on it. Only ever as text.

/** @import { Catalogue, Entry } from "./catalogue.js" */
/** @import { Answer } from "./ranking.js" */

const MOST_REASONS = 3;

/**
 * A card as an item of a list.
 * @param {Catalogue} catalogue
 * @param {URL} root the site's top
 * @param {Answer} answer
 */
export function card({ wording, signals }, root, answer) {
  const { page, entry } = answer.claim;
  const shown = entry ?? page.entries[0];
  const link = element("a", answer.rank === "result" ? "lookup-result" : "lookup-maybe");
  link.href = address(root, answer);
  link.append(element("code", "lookup-code", page.code), " ", element("span", "lookup-venue", page.venue.name));
  if (shown) link.append(message(answer, shown), meaning(wording, shown));
  const reasons = answer.rank === "result" ? said(answer, signals) : doubts(answer, signals, wording);
  const frame = answer.rank === "result" ? wording.matched : wording.doubted;
  if (reasons.length) link.append(element("span", "lookup-why", frame.replace("{reasons}", reasons.join(" · "))));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/**
 * The page of an answer, at the entry that the text tells where it has several.
 * @param {URL} root
 * @param {Answer} answer
 */
export function address(root, { claim: { page, entry } }) {
  const at = entry && page.entries.length > 1 ? `#entry-${entry.anchor}` : "";
  return new URL(`${page.path.replace(/^\/+|\/+$/g, "")}/${at}`, root).href;
}

/**
 * @param {Answer} answer
 * @param {Entry} entry
 */
function message({ claim: { said } }, entry) {
  const text = said?.use?.text?.text ?? entry.texts[0]?.text ?? "";
  return element("span", "lookup-message", text);
}

/**
 * @param {any} wording
 * @param {Entry} entry
 */
function meaning(wording, { title, outcome, retry, verify }) {
  const next = verify.length ? "verify-first" : retry;
  return element(
    "span",
    "lookup-meaning",
    element("strong", "lookup-condition", title),
    element("span", `vec-mark is-${outcome}`, wording.outcome[outcome]),
    " ",
    element("span", `vec-mark is-${next}`, wording.retry[next]),
  );
}

/**
 * What speaks for a result, in the words of its signals, the heaviest first.
 * @param {Answer} answer
 * @param {Catalogue["signals"]} signals
 */
function said({ claim, evidence }, signals) {
  const names = Object.keys(evidence).filter((name) => signals[name].says && evidence[name] > 0);
  names.sort((a, b) => signals[b].weight * evidence[b] - signals[a].weight * evidence[a]);
  return [...new Set(names.map((name) => filled(signals[name].says ?? "", claim)))].slice(0, MOST_REASONS);
}

/**
 * What speaks against a page that is only a maybe.
 * @param {Answer} answer
 * @param {Catalogue["signals"]} signals
 * @param {any} wording
 */
function doubts({ claim, doubts }, signals, wording) {
  const named = doubts.map((name) => filled(String(signals[name].doubt), claim));
  if (named.length) return [...new Set(named)].slice(0, MOST_REASONS);
  if (!claim.option) return [wording.similar];
  const isOther = claim.page.code !== claim.mention.code?.written;
  if (isOther) return [filled("{written}, read as {code}", claim)];
  return [claim.mention.field && !claim.said ? wording.otherWording : wording.otherMeaning];
}

/**
 * A sentence of a signal with what it is about.
 * @param {string} sentence
 * @param {Answer["claim"]} claim
 */
function filled(sentence, { page, mention, said, stance }) {
  /** @type {Record<string, string>} */
  const values = {
    code: page.code,
    written: mention.code?.written ?? page.code,
    name: page.entries[0]?.name ?? page.code,
    clue: stance.naming || page.venue.name,
    other: stance.naming || "another venue",
    likeness: said?.isVerbatim ? "word for word" : "nearly",
  };
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/**
 * @param {string} name
 * @param {string} className
 * @param {...(string | Node)} content
 * @returns {any}
 */
export function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}
