// One neighbourhood read out: every variable in A, in B, and the difference.

import { byId, make, oncePerFrame, options } from "segsim/dom";
import { written } from "segsim/maps";

/** @param {import("segsim/main").Page} page */
export function read(page) {
  const { state, data } = page, select = byId("cell");
  const numbered = numbering(data.districts);
  select.addEventListener("change", () => state.set({ cell: select.value === "" ? null : Number(select.value) }));
  const name = (cell) => page.words().text("explorer.read.heading", {
    district: data.districts[cell], number: numbered[cell],
  });
  const paint = oncePerFrame(() => byId("read").replaceChildren(content(page)));
  return (changed) => {
    if (changed.has("language")) {
      const cells = data.districts.map((_, cell) => [String(cell), name(cell)]);
      cells.sort((x, y) => x[1].localeCompare(y[1], page.words().language, { numeric: true }));
      options(select, [["", page.words().text("explorer.read.pick")], ...cells], "");
    }
    select.value = state.shown.cell === null ? "" : String(state.shown.cell);
    paint();
  };
}

/** @returns {number[]} the place of every neighbourhood in its district, from 1 */
function numbering(districts) {
  const counts = new Map();
  return districts.map((name) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts.get(name);
  });
}

function content(page) {
  const { state, source } = page, { cell, a, b } = state.shown, w = page.words();
  const year = source.mapYear(state.shown.year);
  if (cell === null) return make("p", { class: "note", text: w.text("explorer.read.none") });
  const head = ["what", "a", "b", "difference"].map((key) => make("th", { scope: "col", text: w.text(`explorer.read.${key}`) }));
  const body = source.variables.map((variable, k) => {
    const [first, second] = [source.values(a, year, k)?.[cell], source.values(b, year, k)?.[cell]];
    const value = (v) => written(page, variable, Number.isFinite(v) ? v : null);
    const difference = written(page, variable, Number.isFinite(second - first) ? second - first : null, true);
    const row = [value(first), value(second), difference].map((text) => make("td", { text }));
    const name = w.name("variable", variable.name), unit = w.text(`explorer.unit.${variable.unit}`);
    const called = variable.unit === "eur" ? w.text("explorer.map.legend", { variable: name, unit }) : name;
    return make("tr", {}, [make("th", { scope: "row", text: called }), ...row]);
  });
  return make("table", {}, [
    make("thead", {}, [make("tr", {}, head)]), make("tbody", {}, body),
  ]);
}
