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

/** What a reply means. `code`, `condition` and `url` are null for a reply that is not in the catalogue. */
export interface Answer {
  venue: string;
  code: string | null;
  condition: string | null;
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
type Decision = [string, Outcome, Retry, Verify[], Acts, ByRequest[]];
type Entry = [string[], number];
interface Venue {
  codes_in: string[];
  messages_in: string[];
  codes: Record<string, [string, Entry[]]>;
}
interface Found {
  code: string;
  slug: string;
  decision: number;
  likeness: number;
}

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
  const answers = errors(known, reply).flatMap(([code, message]) =>
    entries(known, code, message).map(found => answer(venue, found, request)),
  );
  const failed = answers.filter(each => each.next !== "go-on");
  const careful = [...(failed.length ? failed : answers)].sort((a, b) => CARE.indexOf(a.next) - CARE.indexOf(b.next));
  return careful[0] ?? unknown(venue);
}

/** Every code in a reply with its message: those in parts of the reply first, and alone where there are any. */
function errors(known: Venue, reply: unknown): [string, string][] {
  const value = typeof reply === "string" ? parsed(reply) : reply;
  if (typeof value !== "object" || value === null) return [[String(value), String(value)]];
  const all = holders(value);
  for (const key of known.codes_in) {
    const found = all.flatMap(holder => {
      const said = message(known, holder);
      return codes(holder[key]).map((code): [string, string] => [code, said]);
    });
    if (found.some(([code]) => listed(known, code).length)) return found;
  }
  const texts = all.flatMap(textsIn);
  return texts.map((text): [string, string] => [text, text]);
}

/** The message beside a code: that of the venue's own key, else the longest text that is there. */
function message(known: Venue, holder: Record<string, unknown>): string {
  const own = known.messages_in.map(key => holder[key]).find(Boolean);
  return own ? String(own) : textsIn(holder).reduce((longest, each) => (each.length > longest.length ? each : longest), "");
}

function textsIn(holder: Record<string, unknown>): string[] {
  return Object.values(holder).filter((each): each is string => typeof each === "string");
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
  const found: Record<string, unknown>[] = [];
  const pending: unknown[] = [reply];
  while (pending.length) {
    const value = pending.shift();
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) found.push(value as Record<string, unknown>);
    pending.push(...Object.values(value));
  }
  return found;
}

/** A code, or several in a list; true and null are none. */
function codes(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter(each => typeof each === "string" || typeof each === "number").map(String);
}

/**
 * The entries that an error can be: of several of one code those that fit its message best. Without a code, the one
 * whose message it is, word for word.
 */
function entries(known: Venue, code: string, message: string): Found[] {
  const candidates = listed(known, code);
  if (!candidates.length) return scored(known, Object.keys(known.codes), code).filter(each => each.likeness === 1);
  const found = scored(known, candidates, message);
  const best = Math.max(...found.map(each => each.likeness));
  return best < 0.5 ? found : found.filter(each => each.likeness === best);
}

/** The code where it is documented; else the sub-codes that begin with it, since a reply carries no more of them. */
function listed(known: Venue, code: string): string[] {
  if (Object.hasOwn(known.codes, code)) return [code];
  return Object.keys(known.codes).filter(other => other.startsWith(`${code}_`));
}

function scored(known: Venue, candidates: string[], message: string): Found[] {
  return candidates.flatMap(code => {
    const [slug, entriesOfCode] = known.codes[code]!;
    return entriesOfCode.map(([texts, decision]) => ({
      code,
      slug,
      decision,
      likeness: Math.max(0, ...texts.map(text => likeness(text, message))),
    }));
  });
}

/** How well a message fits a documented one, from 0 to 1. Words that a placeholder stands for do not count. */
function likeness(documented: string, received: string): number {
  const parts = words(documented.replace(PLACEHOLDER, " \0 "));
  const pattern = parts.map(part => (part === "\0" ? ".*?" : part)).join("[^\\p{L}\\p{N}_]+");
  const whole = new RegExp(`^[^\\p{L}\\p{N}_]*${pattern}[^\\p{L}\\p{N}_]*$`, "su");
  if (parts.length && whole.test(received.toLowerCase())) return 1;
  const ours = new Set(words(documented.replace(PLACEHOLDER, " ")));
  const theirs = new Set(words(received));
  const common = [...ours].filter(word => theirs.has(word)).length;
  return (0.99 * 2 * common) / (ours.size + theirs.size || 1);
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+|\0/gu) ?? [];
}

function answer(venue: string, { code, slug, decision }: Found, request?: Request): Answer {
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
