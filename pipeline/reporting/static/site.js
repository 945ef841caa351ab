// What a page can do besides being read: another theme, tables that can be sorted and filtered. Nothing needs it.
"use strict";
(() => {
  const root = document.documentElement;

  // A page that is opened from disk may not be allowed to remember anything.
  const remembered = {
    get() { try { return localStorage.getItem("theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("theme", theme); } catch { /* Forgotten with the page. */ } },
  };
  if (["dark", "light"].includes(remembered.get())) root.dataset.theme = remembered.get();

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function offerTheme() {
    const place = document.querySelector(".languages");
    if (!place) return;
    const button = document.createElement("button");
    const words = place.dataset;
    const say = () => {
      button.textContent = isDark() ? words.light : words.dark;
      button.setAttribute("aria-label", `${words.theme}: ${button.textContent}`);
    };
    button.type = "button";
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remembered.set(root.dataset.theme);
      say();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", say);
    say();
    place.append(button);
  }

  // "1 234,5", "−0.3" and "3.6–93.1" as numbers; what is none sorts last.
  function figure(cell) {
    const text = (cell?.textContent || "").trim().replace(/[\s\u00a0\u202f](?=\d)/g, "").replace("−", "-").replace(",", ".");
    const found = text.match(/-?\d+(?:\.\d+)?/);
    return found && Number(found[0]);
  }

  // The cell in a column, where cells before it may span several.
  function cellAt(row, column) {
    let at = 0;
    for (const cell of row.cells) {
      at += cell.colSpan;
      if (at > column) return cell;
    }
    return null;
  }

  function sort(table, column, numeric, up) {
    const letters = new Intl.Collator(root.lang, { numeric: true });
    for (const body of table.tBodies) {
      const rows = [...body.rows].map((row) => {
        const cell = cellAt(row, column);
        return [row, numeric ? figure(cell) : (cell?.textContent || "").trim()];
      });
      rows.sort(([, a], [, b]) => {
        const none = (a === null || a === "") - (b === null || b === "");
        if (none || a === null || a === "") return none;
        const order = numeric ? a - b : letters.compare(a, b);
        return up ? order : -order;
      });
      body.append(...rows.map(([row]) => row));
    }
  }

  function makeSortable(table) {
    const cells = [...(table.tHead?.rows[0]?.cells || [])];
    const heads = cells.filter((cell) => cell.tagName === "TH");
    for (const head of heads) {
      const column = cells.slice(0, cells.indexOf(head)).reduce((sum, cell) => sum + cell.colSpan, 0);
      const button = document.createElement("button");
      const numeric = head.classList.contains("n");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const up = before ? before === "descending" : !numeric || "up" in head.dataset;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sort(table, column, numeric, up);
      });
    }
  }

  function makeFilter(table) {
    const box = document.createElement("p");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const shown = document.createElement("output");
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const said = rows.map((row) => [...row.cells].filter((c) => !c.classList.contains("n")).map((c) => c.textContent).join(" ").toLocaleLowerCase(root.lang));
    box.className = "find";
    label.textContent = table.dataset.filter;
    input.type = "search";
    input.id = `find-${document.querySelectorAll(".find").length}`;
    label.htmlFor = input.id;
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase(root.lang);
      let n = 0;
      rows.forEach((row, i) => { n += !(row.hidden = !said[i].includes(wanted)); });
      shown.textContent = (table.dataset.shown || "{n} / {of}").replace("{n}", n).replace("{of}", rows.length);
    });
    box.append(label, input, shown);
    (table.closest(".scroll") || table).before(box);
  }

  function begin() {
    offerTheme();
    document.querySelectorAll("table[data-sort]").forEach(makeSortable);
    document.querySelectorAll("table[data-filter]").forEach(makeFilter);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
