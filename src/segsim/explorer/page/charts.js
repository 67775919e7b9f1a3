// Three figures over time, each of one's own choice, with what it means and its numbers.

import { byId, make, oncePerFrame, options } from "segsim/dom";
import { chart } from "segsim/chart";
import { changeOf, headingOf, lookOf, valueOf } from "segsim/looks";

const PLACES = [0, 1, 2];

/** @param {import("segsim/main").Page} page */
export function charts(page) {
  const parts = PLACES.map((place) => slot(page, place));
  byId("charts").replaceChildren(...parts.map((part) => part.element));
  const paint = oncePerFrame(() => parts.forEach((part) => part.paint()));
  return (changed) => {
    if (changed.has("language") || changed.has("charts")) parts.forEach((part) => part.name());
    const w = page.words();
    const { source } = page;
    byId("chart-note").textContent = source.live ? w.text("explorer.live.only")
      : source.single ? w.text("explorer.kind.single") : `${w.text("explorer.chart.band")}.`;
    paint();
  };
}

function slot(page, place) {
  const { state, source } = page;
  const title = make("h2"), label = make("label", { for: `chart-${place}`, class: "hidden" });
  const select = make("select", { id: `chart-${place}`, }), now = make("p", { class: "now" });
  const canvas = make("div", { class: "chart" });
  const what = make("summary"), says = make("p"), numbers = make("summary");
  const table = make("div", { class: "scroll", tabindex: "0", role: "region" });
  const details = make("details", {}, [numbers, table]);
  const element = make("article", {}, [
    title, label, select, now, canvas, make("details", {}, [what, says]), details,
  ]);
  select.addEventListener("change", () => {
    state.set({ charts: state.shown.charts.map((k, n) => (n === place ? Number(select.value) : k)) });
  });
  details.addEventListener("toggle", () => paint());

  const name = () => {
    const w = page.words(), k = state.shown.charts[place];
    title.textContent = headingOf(page, k);
    label.textContent = w.text("explorer.chart.choose", { place: place + 1 });
    options(select, source.figures.map((_, n) => [String(n), headingOf(page, n)]), String(k));
    what.textContent = w.text("explorer.chart.what");
    says.textContent = w.text(`explorer.figure.${source.figures[k].name}.says`);
    numbers.textContent = w.text("explorer.chart.table");
    table.setAttribute("aria-label", `${headingOf(page, k)}: ${w.text("explorer.chart.table")}`);
  };
  const paint = () => {
    const k = state.shown.charts[place];
    drawn(page, k, canvas);
    now.replaceChildren(...current(page, k).flatMap((part) => [make("span", { text: part }), " "]));
    if (details.open) table.replaceChildren(tabled(page, k));
  };
  return { element, name, paint };
}

/** The curves of A and B, and of the others behind them. */
export function curves(page, k) {
  const { state, source } = page, { a, b } = state.shown;
  const curve = (scenario, letter, quiet = false) => ({
    points: source.levels(scenario, k), ...lookOf(page, scenario), letter, quiet,
    ...(quiet ? { colour: "#b5b5b0", dash: [] } : {}),
  });
  const others = source.scenarios.map((_, n) => n).filter((n) => n !== a && n !== b);
  const both = a === b ? [curve(a, "A")] : [curve(a, "A"), curve(b, "B")];
  return [...others.map((n) => curve(n, "", true)), ...both];
}

function drawn(page, k, place) {
  const { state, source } = page, figure = source.figures[k], n = page.numbers();
  const label = (value, step) => {
    if (figure.unit === "share") return n.inUnit(value, "share", step < 0.01 ? 1 : 0);
    return n.number(value, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (String(step).match(/25/) ? 1 : 0)));
  };
  chart(place, {
    years: source.years, curves: curves(page, k), year: state.shown.year, label, title: about(page, k),
    choose: (year) => state.set({ year: Math.min(year, source.reached()) }),
  });
}

function at(page, scenario, k) {
  const place = page.source.years.indexOf(page.state.shown.year);
  return page.source.levels(scenario, k)[place]?.[0] ?? null;
}

function about(page, k) {
  const { state, source } = page, { a, b, year } = state.shown;
  return page.words().text("explorer.chart.about", {
    title: headingOf(page, k), first: source.years[0], last: source.years[source.years.length - 1],
    a: valueOf(page, k, at(page, a, k)), b: valueOf(page, k, at(page, b, k)), year,
  });
}

function current(page, k) {
  const { state, source } = page, { a, b, year } = state.shown;
  const parts = [`A ${valueOf(page, k, at(page, a, k))}`];
  if (a !== b) parts.push(`B ${valueOf(page, k, at(page, b, k))}`);
  const change = source.change(a, b, k, year);
  if (change) {
    const { value, interval } = changeOf(page, k, change);
    parts.push(`B − A ${value}`, interval);
  }
  return parts.filter((part) => part !== "");
}

/** @returns {any[][]} the numbers behind a chart: year, A with its interval, B, and B − A */
export function rows(page, k) {
  const { state, source } = page, { a, b } = state.shown;
  return source.years.map((year, place) => [
    year, ...triple(source.levels(a, k)[place]), ...triple(source.levels(b, k)[place]),
    ...triple(a === b ? [0, 0, 0] : source.change(a, b, k, year)),
  ]).filter((row) => row[1] !== null || row[4] !== null);
}

const triple = (point) => [0, 1, 2].map((n) => point?.[n] ?? null);

function tabled(page, k) {
  const w = page.words(), { source } = page;
  const head = ["explorer.chart.year", "explorer.read.a", "explorer.read.b", "explorer.read.difference"];
  const body = rows(page, k).map(([year, a, , , b, , , change, low, high]) => {
    const written = changeOf(page, k, [change, low, high]);
    return make("tr", {}, [
      make("th", { scope: "row", text: String(year) }), make("td", { text: valueOf(page, k, a) }),
      make("td", { text: valueOf(page, k, b) }),
      make("td", { text: written.value }, written.interval ? [make("span", { class: "interval", text: written.interval })] : []),
    ]);
  });
  return make("table", {}, [
    make("thead", {}, [make("tr", {}, head.map((key) => make("th", { scope: "col", text: w.text(key) })))]),
    make("tbody", {}, body),
  ]);
}

