// Suggestions under the search box (WAI-ARIA combobox with a list). The box works without this file.
"use strict";

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const words = JSON.parse(form.dataset.suggest);
  const list = form.appendChild(document.createElement("ul"));
  const language = document.documentElement.lang.startsWith("en") ? "en" : null;
  let asking = null;
  let timer = 0;
  let at = -1;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.label);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const address = (one) => {
    // A standard has a page of its own; what a word means is for the search to find.
    const path = one.status ? `/standard/${encodeURIComponent(one.number).replaceAll("%2F", "/")}` : `/?${new URLSearchParams({ q: one.text })}`;
    return language ? `${path}${path.includes("?") ? "&" : "?"}lang=${language}` : path;
  };

  const marked = (text, spans, className) => {
    const piece = document.createElement("span");
    piece.className = className;
    const letters = [...text]; // Offsets count code points.
    let done = 0;
    for (const [start, end] of spans) {
      piece.append(letters.slice(done, start).join(""));
      piece.appendChild(document.createElement("mark")).textContent = letters.slice(start, end).join("");
      done = end;
    }
    piece.append(letters.slice(done).join(""));
    return piece;
  };

  const label = (text, className) => {
    const piece = document.createElement("span");
    piece.className = className;
    piece.textContent = text;
    return piece;
  };

  const row = (one, i) => {
    const item = document.createElement("li");
    item.id = `suggestion-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const link = item.appendChild(document.createElement("a"));
    link.href = address(one);
    link.tabIndex = -1;
    if (one.status && one.number !== one.text) link.append(marked(one.number, one.matched_number, "number"), " ");
    link.append(marked(one.text, one.matched, "text"), " ");
    if (one.status) link.append(label(words.status[one.status] ?? one.status, `badge ${one.status}`));
    else link.append(label([one.kind, ...one.also].map((kind) => words.kind[kind] ?? kind).join(words.comma), "kind"));
    return item;
  };

  const show = (found) => {
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(row));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    asking?.abort();
    const q = input.value.trim();
    if (!q || q.length > 60) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q })}`, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch {
      // Typed on, or the server is starting: the next letter asks again.
    }
  };

  const move = (step) => {
    const rows = list.children;
    rows[at]?.setAttribute("aria-selected", "false");
    // One place beyond either end stands for the box itself.
    at = ((at + 1 + step + rows.length + 1) % (rows.length + 1)) - 1;
    const row = rows[at];
    if (!row) return input.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.id);
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 60);
  };
  // While an input method composes, the letters are not yet what is meant.
  input.addEventListener("input", (event) => event.isComposing || later());
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      // The second one empties the box, as browsers do.
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowDown") {
      ask();
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      list.children[at].firstElementChild.click();
    }
  });
}
