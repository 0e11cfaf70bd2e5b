// The pages work without this file. It follows the index while it is built, and opens what is folded.
"use strict";

const banner = document.querySelector("[data-health]");

async function follow() {
  try {
    const health = await (await fetch("/health", { headers: { Accept: "application/json" } })).json();
    if (banner.dataset.reload) {
      if (health.documents > 0 || health.status !== "indexing") return location.reload();
    } else if (health.status !== "indexing") {
      banner.querySelector("p").textContent = banner.dataset.done;
      banner.querySelector("progress")?.remove();
      return;
    } else {
      const index = health.index || {};
      const share = typeof index.progress === "number" ? index.progress : index.passages ? index.embedded / index.passages : NaN;
      const percent = Math.floor(share * 100);
      const bar = banner.querySelector("progress");
      if (bar && percent >= 0) bar.value = percent;
      banner.querySelector("p").textContent = percent >= 0 ? banner.dataset.passages.replace("{percent}", percent) : banner.dataset.indexing;
    }
  } catch {
    // The server was stopped or is starting again: ask later.
  }
  setTimeout(follow, 3000);
}
if (banner) setTimeout(follow, 2000);

for (const button of document.querySelectorAll("[data-expand]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = [...document.querySelectorAll(button.dataset.expand)];
    const open = all.some((d) => !d.open);
    for (const d of all) d.open = open;
  });
}

addEventListener("beforeprint", () => {
  for (const d of document.querySelectorAll(".standard details, .explain")) d.open = true;
});

function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let d = target.querySelector("details"); d; d = d.parentElement.closest("details")) d.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();

// On a narrow screen the hits come first; the filters stay one tap away.
if (matchMedia("(max-width: 760px)").matches) document.querySelector(".filters > details")?.removeAttribute("open");
