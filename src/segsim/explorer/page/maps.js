// Three maps: A, B and their difference, with common limits and what a value's colour means.

import { byId, draw, make, oncePerFrame } from "segsim/dom";
import { EMPTY, LAND, colourOf, scale } from "segsim/colours";
import { CityMap } from "segsim/map";
import { nameOf } from "segsim/looks";

const SIDES = ["a", "b", "d"];

/** @param {import("segsim/main").Page} page */
export function maps(page) {
  const { state, source, geometry, data } = page;
  const colours = { own: scale(data.palette.sequential), change: scale(data.palette.diverging) };
  const drawn = Object.fromEntries(SIDES.map((side) => [side, new CityMap(byId(`map-${side}`), geometry)]));
  for (const side of SIDES) handle(page, drawn[side]);

  const paint = oncePerFrame(() => {
    const shown = state.shown, variable = source.variables[shown.variable];
    const a = source.values(shown.a, shown.year, shown.variable);
    const b = source.values(shown.b, shown.year, shown.variable);
    const agree = shown.sure ? source.agree(shown.a, shown.b, shown.year, shown.variable) : null;
    const lines = (scenario) => source.lines(scenario, shown.year);
    const own = (values) => (cell) => colourOf(colours.own, values?.[cell], variable.low, variable.high);
    const change = (cell) => {
      const value = (b?.[cell] ?? NaN) - (a?.[cell] ?? NaN);
      if (agree && Number.isFinite(value) && !agree(cell)) return LAND;
      return colourOf(colours.change, value, -variable.reach, variable.reach);
    };
    if (shown.view !== "difference") {
      drawn.a.draw(own(a), lines(shown.a), shown.cell);
      drawn.b.draw(own(b), lines(shown.b), shown.cell);
    }
    if (shown.view !== "both") drawn.d.draw(change, lines(shown.b), shown.cell);
    describe(page, { a, b });
  });

  return (changed) => {
    const shown = state.shown, w = page.words();
    byId("three").className = `maps ${shown.view}`;
    if (source.live) {
      byId("caption-a").textContent = w.text("explorer.map.a", { scenario: nameOf(page, 0) });
      byId("caption-b").textContent = w.text("explorer.map.b", { scenario: nameOf(page, 1) });
    } else {
      byId("caption-a").textContent = w.text("explorer.map.a", { scenario: nameOf(page, shown.a) });
      byId("caption-b").textContent = w.text("explorer.map.b", { scenario: nameOf(page, shown.b) });
    }
    if (["variable", "language", "sure", "size", "limits"].some((name) => changed.has(name))) legends(page, colours);
    const year = source.mapYear(shown.year), other = year === shown.year ? "" : `${w.text("explorer.map.year", { year })} `;
    byId("map-note").textContent = other + w.text(`explorer.map.${geometry.kind}`);
    paint();
  };
}

function handle(page, map) {
  const { state, geometry } = page, canvas = map.canvas;
  const point = (event) => {
    const cell = map.cellAt(event);
    if (cell !== null) state.set({ cell });
  };
  canvas.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event));
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const cell = state.shown.cell ?? 0;
    state.set({ cell: state.shown.cell === null ? cell : geometry.next(cell, event.key) });
  });
}

/** Say what the maps show, for those who do not see them. */
function describe(page, values) {
  const { state, source, geometry } = page, w = page.words(), shown = state.shown;
  const variable = source.variables[shown.variable];
  const a = values.a ?? [], b = values.b ?? [];
  const texts = {
    a: [a, byId("caption-a").textContent], b: [b, byId("caption-b").textContent],
    d: [b.map((v, k) => v - (a[k] ?? NaN)), w.text("explorer.map.difference")],
  };
  for (const [side, [list, what]] of Object.entries(texts)) {
    const there = [...list].filter(Number.isFinite);
    byId(`map-${side}`).setAttribute("aria-label", w.text("explorer.map.about", {
      count: geometry.cells.length, variable: w.name("variable", variable.name), year: source.mapYear(shown.year), what,
      low: written(page, variable, there.length ? Math.min(...there) : null, side === "d"),
      high: written(page, variable, there.length ? Math.max(...there) : null, side === "d"),
    }));
  }
}

/** @returns {string} a value of a neighbourhood; differences of shares in percentage points */
export function written(page, variable, value, difference = false) {
  const n = page.numbers();
  if (difference && variable.unit === "share") {
    return n.number(value === null ? null : 100 * value, variable.digits, true);
  }
  return n.inUnit(value, variable.unit, variable.digits, difference);
}

function legends(page, colours) {
  const { state, source } = page, variable = source.variables[state.shown.variable], w = page.words();
  const { low, high, reach } = variable, name = w.name("variable", variable.name);
  const unit = w.text(`explorer.unit.${variable.unit}`);
  const points = variable.unit === "share" ? w.text("explorer.map.points") : unit;
  legend(byId("legend-own"), colours.own, [
    written(page, variable, low), w.text("explorer.map.legend", { variable: name, unit }),
    written(page, variable, high),
  ]);
  legend(byId("legend-difference"), colours.change, [
    written(page, variable, -reach, true),
    w.text("explorer.map.legend", { variable: w.text("explorer.map.difference"), unit: points }),
    written(page, variable, reach, true),
  ]);
  key(byId("legend-own"), EMPTY, w.text("explorer.map.empty"));
  if (state.shown.sure) key(byId("legend-difference"), LAND, w.text("explorer.map.unsure"));
}

function key(place, colour, text) {
  place.append(make("p", { class: "note" }, [draw("svg", { viewBox: "0 0 14 14", width: 14, height: 14,
    "aria-hidden": "true" }, [draw("rect", { x: 1, y: 1, width: 12, height: 12, fill: colour, stroke: "#767676" })]),
  ` ${text}`]));
}

function legend(place, colours, ends) {
  const canvas = make("canvas", { width: colours.length, height: 1, "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  colours.forEach((colour, k) => {
    pen.fillStyle = colour;
    pen.fillRect(k, 0, 1, 1);
  });
  place.replaceChildren(canvas, make("div", { class: "ends" }, ends.map((text) => make("span", { text }))));
}
