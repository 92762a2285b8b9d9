/**
 * What an exchange's error reply means and what to do next, offline: `lookup(venue, reply)`.
 *
 *     import { lookup } from "./venue-errors.ts";
 *
 *     const answer = lookup("binance-spot", '{"code":-2010,"msg":"Duplicate order sent."}');
 *     if (answer.next === "check") { ... } // look up answer.verify before anything else is sent
 *
 * One file without dependencies. It is made from the Venue Error Codes catalogue and holds all of its codes; the page
 * of an answer is in `url`. A reply that it does not know is always answered with "check".
 */

export const SITE = "https://example.com/";
export const DATA_VERSION = "";

export type Outcome = "rejected" | "unknown" | "partial" | "done";
export type Retry = "never" | "later" | "verify-first" | "not-needed";
export type Verify = "order" | "position" | "balance" | "transfer" | "loan";
export type Acts = "developer" | "operator" | "strategy" | "venue" | "nobody";
export type Request = "place" | "cancel" | "amend" | "query" | "transfer";
/** What a program does next. The first one is the most careful. */
export type Next = "check" | "change" | "wait" | "go-on";

/** What an error means, whatever its code and its venue. */
export const Condition = {
  // conditions
} as const;
export type Condition = (typeof Condition)[keyof typeof Condition];

// codes

/** What a reply means. `code`, `condition` and `url` are null for a reply that is not in the catalogue. */
export interface Answer {
  venue: string;
  code: string | null;
  condition: Condition | null;
  outcome: Outcome;
  retry: Retry;
  /** What has to be looked up before anything else is sent. */
  verify: Verify[];
  /** Who can end the error. */
  acts: Acts;
  next: Next;
  url: string | null;
}

type ByRequest = [Request, Outcome, Retry, Verify[]];
type Decision = [Condition, Outcome, Retry, Verify[], Acts, ByRequest[]];
type Entry = [texts: string[], decision: number, key?: string];
interface Venue {
  codes_in: string[][];
  messages_in: string[];
  texts_in: string[];
  own_keys: string[];
  codes: Record<string, [string, Entry[]]>;
}
interface Listed {
  code: string;
  slug: string;
  texts: string[];
  decision: number;
}
/**
 * The key where a code was found, the code, and the message beside it. A bare code has no key, a message alone no code.
 */
type VenueError = [key: string | null, code: string | null, message: string];

const CARE: Next[] = ["check", "change", "wait", "go-on"];
const PLACEHOLDER = /%[sdb]|\$?\{\{?[^{}]*\}\}?|<[^<>]+>|\bx{2,}\b/g;

/**
 * The answer to a venue's reply: the body as text or already parsed, or a bare code. `request` may say what was asked
 * for, since some errors mean something else then. Of a reply with several errors it is the answer that asks for most
 * care. Throws for a venue that is not in the catalogue.
 */
export function lookup(venue: string, reply: unknown, request?: Request): Answer {
  const known = DATA.venues[venue];
  if (!known) throw new RangeError(`There is no venue ${venue} in the catalogue.`);
  let success: Answer | undefined;
  for (const found of errors(known, reply)) {
    const answers = found.flatMap(error => answersTo(venue, known, error, request));
    const failed = answers.filter(each => each.next !== "go-on");
    failed.sort((a, b) => CARE.indexOf(a.next) - CARE.indexOf(b.next));
    if (failed[0]) return failed[0];
    success ??= answers[0];
  }
  return success ?? unknown(venue);
}

/**
 * Every code in a reply: first those of its parts, then those of the whole, which say less. In a reply without codes,
 * its messages, where the venue sends such replies.
 */
function errors(known: Venue, reply: unknown): VenueError[][] {
  const value = typeof reply === "string" ? parsed(reply) : reply;
  if (typeof value !== "object" || value === null) return [[[null, String(value), ""]]];
  if (Array.isArray(value) && value[0] === "error") {
    return [codes(value.slice(1, 2)).map((code): VenueError => [null, code, String(value.at(-1))])];
  }
  const all = holders(value);
  const found = known.codes_in.map(keys =>
    all.flatMap(holder => {
      const said = message(known, holder);
      return keys.flatMap(key => codes(holder[key]).map((code): VenueError => [key, code, said]));
    }),
  );
  if (found.some(errors => errors.length)) return found;
  const texts = all.flatMap(holder => known.texts_in.map(key => holder[key]));
  return [texts.filter(isText).map((text): VenueError => [null, null, text])];
}

/** The message beside a code: that of the venue's own key, else the longest text that is there. */
function message(known: Venue, holder: Record<string, unknown>): string {
  const own = known.messages_in.map(key => holder[key]).find(Boolean);
  if (own) return String(own);
  const texts = Object.values(holder).filter(isText);
  return texts.reduce((longest, each) => (each.length > longest.length ? each : longest), "");
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text.trim();
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

/** The objects in a reply, outermost first. */
function holders(reply: object): Record<string, unknown>[] {
  const values = new Set<unknown>([reply]); // It grows while it is gone through, and no value comes twice.
  for (const value of values) {
    if (typeof value === "object" && value !== null) for (const each of Object.values(value)) values.add(each);
  }
  return [...values].filter(isHolder);
}

/** A code, or several in a list; true and null are none. */
function codes(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter(each => typeof each === "string" || typeof each === "number").map(String);
}

/** The answers to one error; none where the code says that there is no error. */
function answersTo(venue: string, known: Venue, [key, code, message]: VenueError, request?: Request): Answer[] {
  const found = code === null ? worded(known, message) : fitting(listed(known, key, code), message);
  if (!found.length && (code === null || !/^0*$/.test(code))) return [unknown(venue)];
  return found.map(entry => answer(venue, entry, request));
}

/** Of the entries of one code those that fit its message best; all of them where none fits. */
function fitting(entries: Listed[], message: string): Listed[] {
  const best = Math.max(...entries.map(each => likenessOf(each, message)));
  return best < 0.5 ? entries : entries.filter(each => likenessOf(each, message) === best);
}

/** The entries whose message it is, word for word. */
function worded(known: Venue, message: string): Listed[] {
  const all = Object.keys(known.codes).flatMap(code => listed(known, null, code));
  return all.filter(each => likenessOf(each, message) === 1);
}

/**
 * What is documented of a code in a key: its entries; else those of the sub-codes that begin with it, since a reply
 * carries no more of them. Entries with a key of their own are in no other; without a key, all are meant.
 */
function listed(known: Venue, key: string | null, code: string): Listed[] {
  const same = Object.hasOwn(known.codes, code)
    ? [code]
    : Object.keys(known.codes).filter(other => other.startsWith(`${code}_`));
  return same.flatMap(code => {
    const [slug, all] = known.codes[code]!;
    const meant = all.filter(([, , own]) => !key || own === key || !(own || known.own_keys.includes(key)));
    return meant.map(([texts, decision]) => ({ code, slug, texts, decision }));
  });
}

function likenessOf(entry: Listed, message: string): number {
  return Math.max(0, ...entry.texts.map(text => likeness(text, message)));
}

/** How well a message fits a documented one, from 0 to 1. Words that a placeholder stands for do not count. */
function likeness(documented: string, received: string): number {
  const pattern = words(documented.replace(PLACEHOLDER, " \0 "));
  const said = words(received);
  const ours = new Set(pattern.filter(word => word !== "\0"));
  if (ours.size && fits(pattern, said)) return 1;
  const theirs = new Set(said);
  const common = [...ours].filter(word => theirs.has(word)).length;
  return (0.99 * 2 * common) / (ours.size + theirs.size || 1);
}

/** Whether words are those of a pattern, each placeholder being any words or none. */
function fits(pattern: string[], said: string[]): boolean {
  const text = ` ${said.join(" ")} `;
  const parts = ` ${pattern.join(" ")} `.split("\0");
  const first = parts.shift()!;
  const last = parts.pop();
  if (last === undefined) return text === first;
  let at = first.length - 1;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length - 1;
  }
  return text.startsWith(first) && text.endsWith(last) && text.length - last.length >= at;
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+|\0/gu) ?? [];
}

function answer(venue: string, { code, slug, decision }: Listed, request?: Request): Answer {
  const [condition, ...own] = DATA.answers[decision]!;
  const [, outcome, retry, verify] = own[4].find(([kind]) => kind === request) ?? ["", own[0], own[1], own[2]];
  const url = `${SITE}${venue}/${slug}/`;
  return { venue, code, condition, outcome, retry, verify, acts: own[3], next: nextOf(retry, verify), url };
}

function nextOf(retry: Retry, verify: Verify[]): Next {
  if (verify.length) return "check";
  return ({ never: "change", later: "wait", "not-needed": "go-on", "verify-first": "check" } as const)[retry];
}

function unknown(venue: string): Answer {
  const verify: Verify[] = ["order", "position", "balance"];
  const open = { outcome: "unknown", retry: "verify-first", acts: "developer", next: "check" } as const;
  return { venue, code: null, condition: null, ...open, verify, url: null };
}

const DATA: { answers: Decision[]; venues: Record<string, Venue> } = JSON.parse('{"answers": [], "venues": {}}');
