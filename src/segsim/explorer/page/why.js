// Why an index changed: the parts that were booked to it, which add up.

import { byId, make, oncePerFrame } from "segsim/dom";
import { changeOf, headingOf, nameOf, valueOf } from "segsim/looks";

const WHOLE = new Set(["start", "end", "change"]);

/** @param {import("segsim/main").Page} page */
export function why(page) {
  const paint = oncePerFrame(() => byId("why").replaceChildren(...content(page)));
  byId("why-card").hidden = !page.data.why?.length;
  return () => paint();
}

function content(page) {
  const { data, state, source } = page, { b, behaviour, year, charts } = state.shown, w = page.words();
  if (!data.why?.length) return [];
  const k = charts.find((n) => data.why.some((row) => row.figure === source.figures[n].name));
  if (k === undefined) return [make("p", { class: "note", text: w.text("explorer.why.none") })];
  const mine = data.why.filter((row) => row.figure === source.figures[k].name && row.behaviour === behaviour
    && row.scenario === source.scenarios[b].name);
  const years = [...new Set(mine.map((row) => row.year))].sort((x, y) => x - y);
  const shown = years.find((t) => t >= year) ?? years[years.length - 1];
  const rows = mine.filter((row) => row.year === shown);
  const value = (component) => rows.find((row) => row.component === component)?.estimate ?? null;
  const parts = rows.filter((row) => !WHOLE.has(row.component) && row.channel === "");
  const channels = rows.filter((row) => row.component === "policy" && row.channel !== "");
  const line = (label, row, kind) => {
    const text = changeOf(page, k, [row.estimate, row.low, row.high]);
    return make("tr", kind ? { class: kind } : {}, [
      make("th", { scope: "row", text: label }), make("td", { text: text.value }), make("td", { text: text.interval }),
    ]);
  };
  const called = (row) => (row.component === "policy" ? w.text("explorer.why.policy")
    : w.text(`explorer.why.component.${row.component}`));
  const listed = parts.filter((row) => row.component !== "policy" || channels.length);
  const total = rows.find((row) => row.component === "change");
  const head = ["part", "change", "interval"].map((key) => make("th", { scope: "col", text: w.text(`explorer.why.${key}`) }));
  const intro = w.text("explorer.why.intro", {
    title: headingOf(page, k), first: source.years[0], year: shown, scenario: nameOf(page, b),
    start: valueOf(page, k, value("start")), end: valueOf(page, k, value("end")),
  });
  return [
    make("p", { text: intro }),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": intro }, [make("table", {}, [
      make("thead", {}, [make("tr", {}, head)]),
      make("tbody", {}, [
        ...listed.map((row) => line(called(row), row, "")),
        ...(total ? [line(w.text("explorer.why.total"), total, "total")] : []),
      ]),
    ])]),
  ];
}
