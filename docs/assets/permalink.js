// The copy buttons of a permalink. The link and the Markdown stand in the page; the JSON is the file that the page's head
// names.

const status = document.querySelector(".vec-actions [role=status]");
const json = document.querySelector('link[type="application/json"]').href;

async function textFor({ dataset: { copy } }) {
  switch (copy) {
    case "link":
      return location.href.replace(/\?[^#]*/, "");
    case "json": {
      const { data_version, schema_version, ...code } = await (await fetch(json)).json();
      return JSON.stringify(code, null, 2);
    }
    default:
      return copy;
  }
}

async function copy(button) {
  const text = textFor(button);
  try {
    // The promise is handed over as it is: some browsers let a page copy only while it answers a click.
    const item = text.then((content) => new Blob([content], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": item })]);
    status.textContent = `Copied: ${button.textContent.replace(/^Copy (as )?/, "")}`;
  } catch {
    // Without a secure connection, or when the reader forbids it, a page cannot copy. Then the text, or the address of
    // what could not be fetched, is there to select.
    status.textContent = await text.catch(() => json);
    getSelection().selectAllChildren(status);
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button));
}
