/* Lets a page work from file://, where browsers refuse modules, workers and fetched data. `texts` holds every script of
   the site; each data file has a script beside it that carries its text. What is asked for is handed out from these. */
(() => {
  "use strict";

  const texts = {}; // filled in when the copy is packed
  const root = new URL("../", document.currentScript.src).href;
  const modules = new Map(); // path → address of the module, with the addresses of what it imports put in
  const arriving = new Map(); // path → what takes the text
  const path = address => {
    const { href } = new URL(address, document.baseURI);
    return href.startsWith(root) ? href.slice(root.length).replace(/[?#].*/, "") : undefined;
  };

  function module(name) {
    if (!modules.has(name)) {
      // What a comment imports is a type, and types may refer to each other in a circle.
      const text = texts[name]
        .replace(/^\s*\/\*\*.*?\*\//gms, "")
        .replace(/\bimport\.meta\.url\b/g, JSON.stringify(root + name))
        .replace(/(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}\/[^"']+)\2/g,
          (_, before, quote, target) => before + JSON.stringify(module(path(new URL(target, root + name)))));
      modules.set(name, `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`);
    }
    return modules.get(name);
  }

  window.Worker = class extends Worker {
    constructor(address, options) {
      const name = path(address);
      super(name in texts ? module(name) : address, options);
    }
  };

  const { fetch } = window;
  window.fetch = async (request, options) => {
    const name = path(request.url ?? request);
    if (name === undefined) return fetch(request, options);
    const text = await new Promise((resolve, reject) => {
      arriving.set(name, resolve);
      const script = document.createElement("script");
      script.src = `${root}${name}.js`;
      script.onerror = () => reject(new TypeError(`The offline copy has no ${name}.`));
      document.head.append(script);
    });
    return new Response(text);
  };
  window.offlineText = (name, text) => arriving.get(name)?.(text);

  /* A folder's page has to be named. Links in the pages are; this is for those that scripts make. */
  for (const type of ["click", "auxclick"])
    addEventListener(type, ({ target }) => {
      const link = target.closest?.("a[href]");
      if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }, true);

  /* Modules run before deferred scripts that come after them, as they do from a server. */
  addEventListener("DOMContentLoaded", async () => {
    const modules = [...document.querySelectorAll("script[data-module]")];
    await Promise.allSettled(modules.map(({ dataset }) => import(module(path(dataset.module)))));
    for (const { dataset } of document.querySelectorAll("script[data-deferred]")) {
      const script = document.createElement("script");
      script.src = dataset.deferred;
      document.head.append(script);
    }
  });
})();
