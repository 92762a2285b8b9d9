// The lookup on the page: reads the text area, or the address, and shows what was found.

import {
  decoded,
  find,
  leads,
  mask,
  maybe,
  open,
  pauses,
  plain,
  prepare,
  result,
  say,
  summary,
} from "./lookup.js";

/** @import { Finding } from "./find.js" */
/** @import { Index } from "./reading.js" */

const MOST = 50; // results shown
const LONGEST = 512; // characters of an address
const LONGEST_MESSAGE = 200; // characters of a documented message in an address
const KEPT = 50_000; // characters left in the text area: laying out a megabyte takes a browser longer than reading it
const REST = 300; // milliseconds without typing, after which the address follows

const lookup = part("lookup");
const input = /** @type {HTMLTextAreaElement} */ (part("lookup-input"));
const status = part("lookup-status");
const list = part("lookup-results");
const further = part("lookup-leads");
const root = new URL("../../", import.meta.url);
const isFile = location.protocol === "file:"; // whose address can't be changed
const failed = location.pathname.slice(root.pathname.length).replace(/index\.html$/, ""); // on the 404 page, what isn't there
const isNotFound = "notFound" in lookup.dataset;
const loaded =
  document.readyState === "complete" || new Promise((resolve) => addEventListener("load", resolve));

/** @type {Promise<Index> | undefined} */
let index;
/** The look-up that is under way, or the last one. */
let latest = Promise.resolve();
let run = {};

input.addEventListener("focus", () => load().catch(forget));
input.addEventListener("input", (event) => {
  const isTyped = event instanceof InputEvent && event.inputType === "insertText";
  latest = look(input.value, isTyped);
});
input.addEventListener("beforeinput", (event) => {
  if (!(event.data && event.data.length > KEPT)) return;
  event.preventDefault();
  const { value, selectionStart, selectionEnd } = input;
  latest = look(value.slice(0, selectionStart) + event.data + value.slice(selectionEnd), false);
});
input.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  await latest;
  /** @type {HTMLElement | null} */ (list.querySelector("a.lookup-result"))?.click();
  /** @type {HTMLElement | null} */ (list.querySelector("a.lookup-maybe"))?.focus();
});
start();

/** Looks up what the page was opened with. Secrets are not shown again. */
function start() {
  const asked = lookup.dataset.q ?? new URLSearchParams(location.search).get("q") ?? "";
  delete lookup.dataset.q;
  const parts = decoded(failed)
    .split("/")
    .filter((part) => part.trim());
  const given = isNotFound ? parts.join(" ") : input.value || asked;
  if (!given) return;
  input.value = mask(plain(given));
  latest = look(isNotFound ? labelled(parts) : given, false);
}

/**
 * An address as a text: a number at its end is a code, whatever comes before it.
 * @param {string[]} parts
 */
function labelled(parts) {
  return parts.map((part, index) => (index && /^-?\d+$/.test(part) ? `code=${part}` : part)).join(" ");
}

/** The catalogue, loaded once and made ready while the page stays alive. */
function load() {
  index ??= (async () => {
    const reply = await fetch(new URL(lookup.dataset.index ?? "", document.baseURI));
    const pause = pauses();
    return prepare(await open(await reply.json(), pause), pause);
  })();
  return index;
}

/** Lets the next try load the catalogue again. */
function forget() {
  index = undefined;
}

/**
 * Looks a text up and shows what was found, unless another text has come meanwhile.
 * @param {string} text
 * @param {boolean} isTyped
 */
async function look(text, isTyped) {
  const mine = {};
  run = mine;
  lookup.classList.toggle("is-used", text.trim() !== "");
  if (text.length > KEPT) {
    input.value = text.slice(0, KEPT);
    status.textContent = "…";
  }
  const check = () => {
    if (run !== mine) throw mine;
  };
  try {
    const ready = await load();
    check();
    const finding = await find(ready, text, { pause: pauses(check), isTyped });
    check();
    show(ready, text, finding);
    follow(mine, finding);
  } catch (error) {
    if (error === mine) return;
    forget();
    status.textContent = lookup.dataset.lost ?? "";
    console.error(error);
  }
}

/**
 * @param {Index} index
 * @param {string} text
 * @param {Finding} finding
 */
function show(index, text, finding) {
  const { results, maybes } = finding;
  const isEmpty = !text.trim();
  list.replaceChildren(
    ...results.slice(0, MOST).map((answer) => result(index, root, answer)),
    ...maybes.map((answer) => maybe(index, root, answer)),
  );
  further.replaceChildren(...(isEmpty || results.length ? [] : leads(index, root, finding)));
  const long = text.length > KEPT ? say(index.catalogue, "long", { length: text.length, kept: KEPT }) : "";
  status.textContent = isEmpty ? "" : [summary(index, finding, MOST), long].filter(Boolean).join(" ");
}

/**
 * Writes what was found into the address, after a while without typing.
 * @param {object} mine
 * @param {Finding} finding
 */
async function follow(mine, finding) {
  if (isNotFound || isFile) return;
  await loaded; // the header search, which reads the address once, is not to take this for its own
  await new Promise((resolve) => setTimeout(resolve, REST));
  if (run === mine) history.replaceState(history.state, "", address(finding));
}

/**
 * The address to share. It holds what was recognised and nothing else of the text: a venue with a code, a code that several
 * venues have, or a documented message that several codes have.
 * @param {Finding} finding
 */
function address({ results }) {
  const url = new URL(location.href);
  url.searchParams.delete("q");
  const [first] = results;
  if (!first) return url;
  const codes = new Set(results.map(({ page }) => page.code));
  const messages = new Set(results.map(({ said }) => said?.wording.text));
  const [message] = messages;
  const pages = results.slice(0, 3).map(({ page }) => `${page.venue.id} ${page.code}`);
  const isShared = results.length > 1 && messages.size === 1 && message && message.length <= LONGEST_MESSAGE;
  const q = results.length > 1 && codes.size === 1 ? first.page.code : isShared ? message : pages.join("\n");
  url.searchParams.set("q", q);
  if (url.href.length > LONGEST) url.searchParams.set("q", pages[0]);
  return url;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} is missing`);
  return found;
}
