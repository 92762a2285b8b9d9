// The copy buttons of a permalink. What they copy stands in the page, so that they work offline too.

const status = document.querySelector(".vec-actions [role=status]");

function textFor({ dataset: { copy } }) {
  switch (copy) {
    case "link":
      return location.href.replace(/\?[^#]*/, "");
    case "json":
      return JSON.stringify(JSON.parse(document.getElementById("json").textContent), null, 2);
    default:
      return copy;
  }
}

async function copy(button) {
  const text = textFor(button);
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = `Copied: ${text.length > 60 ? button.textContent.replace(/^Copy (as )?/, "") : text}`;
  } catch {
    // Without a secure connection, or when the reader forbids it, a page cannot copy. Then the text is there to select.
    status.textContent = text;
    getSelection().selectAllChildren(status);
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button));
}
