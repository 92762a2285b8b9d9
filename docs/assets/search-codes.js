// Teaches Material's header search what a code is. Every query is read as the lookup reads it; the pages that it means come
// first, from the lookup's own index, before the search worker has read its larger one. Runs before Material.

/** @import { Answer } from "./lookup/ranking.js" */
/** @import { Index } from "./lookup/reading.js" */
/** @typedef {{ location: string, title: string, text: string, score: number, terms: Record<string, boolean> }} Part */
/** @typedef {Part[]} Item A page in the list, with its sections. */
/** @typedef {{ typed: string, isRespelled: boolean }} Query */

const QUERY = 2; // types of Material's messages to and from its worker
const RESULT = 3;
const LONGEST = 1000; // characters of a query
const MOST_BY_MESSAGE = 3; // pages that come first for their message alone
const MOST_BEGUN = 20; // pages whose code begins with what was typed
const FEWEST_DIGITS = 2; // of a code that is being typed

/** @type {Index | undefined} */
let index;
/** @type {typeof import("./lookup/lookup.js") | undefined} */
let lookup;
/** @type {Promise<void> | undefined} */
let loading;
/** @type {Query[]} queries whose results are still to come */
const asked = [];
/** @type {Worker | undefined} */
let searcher;
let isReady = false;

keepQueryForLookup();
window.Worker = workerWithCodes(window.Worker);
/** @type {HTMLInputElement | null} */
const field = document.querySelector("[data-md-component=search-query]");
/** @type {Promise<void>} settled when the reader turns to the search */
const turnedTo = new Promise((resolve) => {
  field?.addEventListener("focus", () => resolve(), { once: true });
});
window.XMLHttpRequest = requestWaiting(window.XMLHttpRequest);
field?.addEventListener("focus", load);
field?.addEventListener("input", ({ target }) => {
  load();
  // Material looks at the field when a key comes up. Text that is pasted or dropped with the mouse sends no key.
  target?.dispatchEvent(new Event("keyup"));
  showCodes();
});

/** Material opens its search for any `?q=`. Where there is a lookup, `q` is meant for that. */
function keepQueryForLookup() {
  const box = document.getElementById("lookup");
  const address = new URL(location.href);
  const q = address.searchParams.get("q");
  if (!box || q === null) return;
  box.dataset.q = q;
  address.searchParams.delete("q");
  if (address.protocol !== "file:") history.replaceState(history.state, "", address);
}

/**
 * A request that waits, if it is for the whole search index, until the reader turns to the search and codes can be found.
 * Material sends for it on every page, and few readers of a page search.
 * @param {typeof XMLHttpRequest} Original
 */
function requestWaiting(Original) {
  return class extends Original {
    isForIndex = false;

    /** @param {string} method @param {string | URL} url */
    open(method, url) {
      this.isForIndex = String(url).endsWith("/search_index.json");
      super.open(method, url);
    }

    /** @param {XMLHttpRequestBodyInit | null} [body] */
    send(body) {
      if (this.isForIndex) turnedTo.then(load).then(() => super.send(body));
      else super.send(body);
    }
  };
}

/** Loads the lookup once: first its codes, which is what this waits for, then its messages. */
function load() {
  loading ??= (async () => {
    const [reply, loaded] = await Promise.all([
      fetch(new URL("../lookup/index.json", import.meta.url)),
      import("./lookup/lookup.js"),
    ]);
    const pause = loaded.pauses();
    const catalogue = await loaded.open(await reply.json(), pause);
    lookup = loaded;
    index = loaded.bare(catalogue);
    showCodes();
    loaded.prepare(catalogue, pause).then((prepared) => {
      index = prepared;
      if (typedText()) field?.dispatchEvent(new Event("keyup"));
    }, forget);
  })().catch(forget);
  return loading;
}

/** Lets the next key try again. */
function forget() {
  loading = undefined;
}

/** Shows the pages of a typed code while the search worker is still reading its index. */
function showCodes() {
  const typed = typedText();
  if (isReady || !searcher || !index || !typed) return;
  const items = firsts(typed);
  if (items.length)
    searcher.dispatchEvent(new MessageEvent("message", { data: { type: RESULT, data: { items } } }));
}

function typedText() {
  return (field?.value ?? "").slice(0, LONGEST).trim();
}

/**
 * A worker whose queries are tidied on their way, so that a sign or JSON is not taken for an operator, and in whose results
 * the pages of codes come first.
 * @param {typeof Worker} Original
 */
function workerWithCodes(Original) {
  return class extends Original {
    /** @param {ConstructorParameters<typeof Worker>} options */
    constructor(...options) {
      super(...options);
      searcher = this;
      this.addEventListener("message", (event) => {
        const { data } = event;
        if (!event.isTrusted || data?.type !== RESULT || !Array.isArray(data.data?.items)) return;
        isReady = true;
        const query = asked.shift();
        if (!query) return;
        const better = promote(data.data.items, query);
        if (!better) return;
        event.stopImmediatePropagation();
        this.ask({ typed: query.typed, isRespelled: true }, better);
      });
    }

    /** @param {any} message @param {any} rest */
    postMessage(message, rest) {
      if (message?.type !== QUERY) return super.postMessage(message, rest);
      const typed = message.data.slice(0, LONGEST);
      this.ask({ typed, isRespelled: false }, tidy(typed));
    }

    /** @param {Query} query @param {string} text */
    ask(query, text) {
      asked.push(query);
      super.postMessage({ type: QUERY, data: text });
    }
  };
}

/**
 * What the worker is to look for: words. Where there is more than words, codes are left out: the lookup knows them better,
 * and lunr fails on some numbers.
 * @param {string} typed
 */
function tidy(typed) {
  if (!/[\d{}[\]\\=:;*~^<>]/.test(typed)) return typed;
  const words = typed
    .replace(/[^\p{L}\p{N}_-]+/gu, " ")
    .trim()
    .split(" ");
  const others = words.map((word) => word.replace(/^-+|-+$/g, "")).filter((word) => !/^\d*$/.test(word));
  return others.join(" ") || words.join(" ").replaceAll("-", " ");
}

/**
 * Puts the pages first that a query means, in place. Where nothing was found, and nothing else has been typed meanwhile, this
 * gives the query with its words spelled as documents spell them, to be asked instead. What still finds nothing leads to the
 * lookup.
 * @param {Item[]} items
 * @param {Query} query
 */
function promote(items, { typed, isRespelled }) {
  if (!typed.trim()) return "";
  const first = firsts(typed);
  const better = isRespelled || items.length || first.length || asked.length ? "" : respelled(tidy(typed));
  if (better) return better;
  const known = new Map(items.map((item) => [item[0].location.split("#")[0], item]));
  const promoted = first.map((item) => known.get(item[0].location.split("#")[0]) ?? item);
  const others = items.filter((item) => !promoted.includes(item));
  const top = others[0]?.[0].score ?? 0;
  promoted.forEach(([part], place) => {
    part.score = top + promoted.length - place; // Enter opens the highest score
  });
  items.splice(0, items.length, ...promoted, ...others);
  if (!items.length) items.push(elsewhere());
  return "";
}

/**
 * A text as documents spell it; empty where that is no other.
 * @param {string} text
 */
function respelled(text) {
  const better = index && lookup ? lookup.respelled(index, text) : text;
  return better === text ? "" : better;
}

/**
 * The pages that come first for what was typed.
 * @param {string} typed
 * @returns {Item[]}
 */
function firsts(typed) {
  if (!index || !lookup) return [];
  const { results, maybes, understood } = lookup.findNow(index, typed, { isTyped: true });
  const answers = results.length ? results : maybes;
  const byCode = answers.filter(({ written }) => written);
  const byMessage = answers.filter(({ written }) => !written).slice(0, MOST_BY_MESSAGE);
  const conditions = byCode.length ? [] : understood.conditions.slice(0, 1);
  const listed = [...byCode, ...byMessage];
  const pages = new Set(listed.map(({ page }) => page));
  const begun = lookup.begun(index, typed, FEWEST_DIGITS).filter((page) => !pages.has(page));
  return [
    ...listed.map(({ page, entry }) => item(page, entry)),
    ...conditions.map(({ id, title }) => listItem(`equivalents/${id}/`, title, "")),
    ...begun.slice(0, MOST_BEGUN).map((page) => item(page, null)),
  ];
}

/**
 * A page as the list shows it.
 * @param {Answer["page"]} page
 * @param {Answer["entry"]} entry
 * @returns {Item}
 */
function item({ path, code, venue, entries }, entry) {
  const { title, texts } = entry ?? entries[0] ?? { title: "", texts: [] };
  const text = [title, texts[0]?.text ?? ""].filter(Boolean).join(": ");
  return listItem(path, `${code} · ${venue.name}`, text);
}

/**
 * An item of the list, which takes its texts for HTML.
 * @param {string} location
 * @param {string} title
 * @param {string} text
 * @returns {Item}
 */
function listItem(location, title, text) {
  return [{ location, title: escaped(title), text: escaped(text), score: 0, terms: {} }];
}

/** Where a search goes on that has found nothing. */
function elsewhere() {
  const title = "Paste the whole error into the lookup";
  const text = "It reads log lines and JSON, forgives typing errors, and says what it understood.";
  return listItem("#lookup-input", title, text);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
