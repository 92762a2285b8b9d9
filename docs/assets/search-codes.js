/* Teaches Material's header search what a code is. Every query is tidied on its way to the search worker, so that a sign
   or JSON is not taken for an operator, and in the results the pages of its codes come first. Runs before Material. */

(() => {
  "use strict";

  const SETUP = 0, QUERY = 2, RESULT = 3; // types of Material's messages to and from its worker
  const LONGEST = 1000; // characters of a query
  const MOST = 2000; // results in which the typed text is looked for as a whole

  /* Material opens its search for any `?q=`. Where there is a lookup, `q` is meant for that. */
  const lookup = document.getElementById("lookup");
  const address = new URL(location.href);
  if (lookup && address.searchParams.has("q")) {
    lookup.dataset.q = address.searchParams.get("q");
    address.searchParams.delete("q");
    if (address.protocol !== "file:") history.replaceState(history.state, "", address);
  }

  const documents = new Map(); // location → document of the index
  const pages = new Map(); // end of an address, without its minus sign → documents
  const worded = []; // documents of codes that are words: HTTP ERROR CODE 403
  const asked = []; // queries whose results are still to come

  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => { // the first listener, so it runs before Material's
        if (data?.type === RESULT && Array.isArray(data.data?.items)) promote(data.data.items, asked.shift());
      });
    }

    postMessage(message, ...rest) {
      if (message?.type === SETUP) message.data.docs.forEach(remember);
      else if (message?.type === QUERY) {
        asked.push(read(message.data.slice(0, LONGEST)));
        message = { ...message, data: asked.at(-1).text };
      }
      super.postMessage(message, ...rest);
    }
  };

  /* Material looks at the field when a key comes up. Text that is pasted or dropped with the mouse sends no key. */
  document.querySelector("[data-md-component=search-query]")
    ?.addEventListener("input", ({ target }) => target.dispatchEvent(new Event("keyup")));

  const slugOf = text => text.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const endOf = doc => doc.location.split("/").at(-2) ?? "";
  const bare = code => code.replace(/^-/, "");

  function remember({ location, title, text }) {
    const doc = { location, title, text };
    documents.set(location, doc);
    if (location.includes("#") || !endOf(doc)) return;
    pages.set(bare(endOf(doc)), [...(pages.get(bare(endOf(doc))) ?? []), doc]);
    if (/[a-z]/.test(endOf(doc)) && slugOf(title).startsWith(`${endOf(doc)}-`)) worded.push(doc);
  }

  /* What is asked for: the pages that come first, and the text for the worker. */
  function read(typed) {
    const text = typed.replace(/[\u2010-\u2015\u2212]/g, "-").trim();
    const tidy = text.replace(/[^\p{L}\p{N}_-]+/gu, " ").trim(), slug = slugOf(tidy);
    const numbers = text.match(/(?<![\w.])-?\d+(?![\w.]*\w)/g) ?? [];
    const codes = [slug, ...numbers].filter(code => pages.has(bare(code)));
    const named = new Set(slug.split(/[-_]/));
    const rank = ({ location }) => location.split("/").at(-3)?.split("-").filter(part => named.has(part)).length ?? 0;
    const first = codes.flatMap(code => pages.get(bare(code)).sort((a, b) => (endOf(b) === code) - (endOf(a) === code)));
    if (/^-?\d+$/.test(tidy)) for (const [end, its] of pages) if (end.startsWith(bare(tidy)) && end !== bare(tidy)) first.push(...its);
    first.unshift(...worded.filter(doc => `-${slug}-`.includes(`-${endOf(doc)}-`)));
    first.sort((a, b) => rank(b) - rank(a)); // the venue that was named
    const isPlain = !/[\d{}[\]\\=:;*~^<>]/.test(text);
    const others = tidy.split(" ").map(word => word.replace(/^-+|-+$/g, "")).filter(word => !/^\d*$/.test(word)); // lunr fails on some numbers
    return {
      first: new Set(first),
      text: isPlain ? typed : others.join(" ") || tidy.replaceAll("-", " "),
      verbatim: text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"), // as the index holds it
      words: fold(text),
    };
  }

  /* Reorders the results in place: pages of the codes, then those that hold the text as a whole, then the others. */
  function promote(items, { first, ...query }) {
    if (!items.length) items.push(...[...documents.values()].map(part => [{ ...part, score: 0, terms: {} }]).filter(([part]) => like(part, query)));
    const known = new Map(items.map(item => [item[0].location.split("#")[0], item]));
    const best = new Set([...first].map(doc => known.get(doc.location) ?? [{ ...doc, score: 0, terms: {} }]));
    const likeness = new Map(items.slice(0, MOST).map(item => [item, Math.max(...item.map(part => like(documents.get(part.location), query)))]));
    for (const grade of [3, 2, 1]) for (const [item, its] of likeness) if (its === grade) best.add(item);
    const top = items[0]?.[0].score ?? 0;
    let left = best.size;
    for (const [part] of best) part.score = top + left--; // Enter opens the highest score
    items.splice(0, items.length, ...best, ...items.filter(item => !best.has(item)));
  }

  /* 3: a paragraph or message is the typed text; 2: but for case and punctuation; 1: it contains it; 0: it does not. */
  function like(doc, { verbatim, words }) {
    if (!doc || !words) return 0;
    doc.parts ??= `${doc.title}<br>${doc.text}`.split(/<[^<>]*>/).map(part => part.trim()).filter(Boolean);
    doc.folded ??= doc.parts.map(fold);
    return doc.parts.includes(verbatim) ? 3 : doc.folded.includes(words) ? 2 : Number(doc.folded.some(part => part.includes(words)));
  }

  /* Lower-case words, each with a space on both sides. */
  function fold(text) {
    const words = text.replace(/&(amp|lt|gt);/g, " ").toLowerCase().match(/[\p{L}\p{N}_]+/gu);
    return words ? ` ${words.join(" ")} ` : "";
  }
})();
