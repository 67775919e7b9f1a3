// The beginning: read the document, make the parts, and let them follow what is shown.

import { byId } from "segsim/dom";
import { numbers } from "segsim/numbers";
import { saved } from "segsim/saved";
import { State, address, fromAddress } from "segsim/state";
import { translate, words } from "segsim/words";
import { Geometry } from "segsim/map";
import { controls } from "segsim/controls";
import { levers } from "segsim/levers";
import { lessons } from "segsim/lessons";
import { maps } from "segsim/maps";
import { charts } from "segsim/charts";
import { sentence } from "segsim/sentence";
import { read } from "segsim/read";
import { why } from "segsim/why";
import { take } from "segsim/take";

const REMEMBERED = 150; // milliseconds after which the address says what is shown

/**
 * What every part of the page is given.
 * @typedef {{data: any, state: State, source: import("segsim/saved").Source, geometry: Geometry,
 *   words: () => import("segsim/words").Words, numbers: () => import("segsim/numbers").Numbers}} Page
 */

/** Open the page. */
export async function start() {
  const data = JSON.parse(byId("document").textContent);
  let language = data.language;
  try {
    /** @type {State} */
    let state;
    const behaviour = () => state?.shown.behaviour ?? data.behaviours[0];
    const geometry = new Geometry(data.map);
    const given = fromAddress(location.hash, thereOf(data, geometry));
    language = given.language ?? language;
    state = new State({ ...usual(data), ...given, language });
    const source = await sourceOf(data, state, behaviour);
    state.shown.year = within(state.shown.year, source);
    const spoken = Object.fromEntries(Object.keys(data.texts).map((name) => [name, {
      words: words(data.texts, name), numbers: numbers(data.numbers[name]),
    }]));
    const page = {
      data, state, source, geometry,
      words: () => spoken[state.shown.language].words,
      numbers: () => spoken[state.shown.language].numbers,
    };
    show(page);
  } catch (error) {
    byId("loading").textContent = words(data.texts, language).text("explorer.too_old", { error: String(error) });
    throw error;
  }
}

/** What an address may name. */
function thereOf(data, geometry) {
  return {
    scenarios: data.scenarios, variables: data.variables, figures: data.figures,
    behaviours: data.behaviours, cells: geometry.cells.length, live: data.mode === "live",
  };
}

/** @returns {number} the year, or the end that is nearest to it */
const within = (year, { years }) => Math.min(Math.max(year, years[0]), years[years.length - 1]);

/** Do something a while after the last call: browsers count how often an address changes. */
function seldom(action) {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(action, REMEMBERED);
  };
}

async function sourceOf(data, state, behaviour) {
  if (data.mode === "saved") return await saved(data, behaviour);
  const { live } = await import("segsim/live");
  return await live(data, state);
}

/** @returns {import("segsim/state").Shown} what is shown where the address says nothing */
function usual(data) {
  const base = Math.max(data.scenarios.findIndex((s) => s.name === data.baseline), 0);
  const years = data.series?.years ?? data.years;
  return {
    language: data.language, year: data.mode === "saved" ? years[years.length - 1] : years[0], a: base,
    b: data.scenarios.length > 1 ? (base + 1) % data.scenarios.length : base, variable: 0,
    behaviour: data.behaviours[0], view: "all", sure: false, cell: null,
    charts: [0, 1, 2].map((k) => Math.min(k, data.figures.length - 1)), playing: false,
    speed: data.mode === "saved" ? 4 : 8, levers: {},
  };
}

/** @param {Page} page */
function show(page) {
  const { state, source } = page;
  byId("loading").hidden = true;
  byId("city").hidden = false;
  const parts = [controls, levers, lessons, maps, charts, sentence, read, why, take].map((part) => part(page));
  const all = () => {
    const w = page.words();
    translate(w);
    byId("title").textContent = `${w.text("explorer.title")}: ${placeOf(page)}`;
    document.title = byId("title").textContent;
    byId("kind").textContent = kindOf(page);
  };
  const changed = (names) => {
    if (names.has("language")) all();
    for (const part of parts) part(names);
    remember();
  };
  const remember = seldom(() => history.replaceState(null, "", `#${address(state.shown, source)}`));
  window.addEventListener("hashchange", () => {
    const given = fromAddress(location.hash, thereOf(page.data, page.geometry));
    if (given.year !== undefined) given.year = within(given.year, source);
    state.set({ ...given, playing: false });
  });
  state.listen(changed);
  changed(new Set([...Object.keys(state.shown), "size"]));
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return; // a phone's bars come and go
    width = window.innerWidth;
    for (const part of parts) part(new Set(["size"]));
  });
  if (source.live && !window.matchMedia("(prefers-reduced-motion: reduce)").matches) state.set({ playing: true });
  if (source.follow) source.follow((names) => parts.forEach((part) => part(names)));
  document.documentElement.dataset.ready = "yes";
}

/** @param {Page} page @returns {string} what readers call the city */
export function placeOf({ data, words: spoken }) {
  const key = `names.city.${data.place}`;
  return spoken().has(key) ? spoken().text(key) : data.city;
}

function kindOf({ data, source, words: spoken }) {
  const title = data.titles?.[spoken().language] ?? data.title;
  if (source.live) return spoken().text("explorer.kind.live");
  const kind = source.single ? spoken().text("explorer.kind.single")
    : spoken().text("explorer.kind.saved", { seeds: data.seeds });
  return `${title}. ${kind}.`;
}
