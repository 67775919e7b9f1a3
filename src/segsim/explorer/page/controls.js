// Year, play, speed, scenarios, variable: what a hand or a key can move.

import { byId, options } from "segsim/dom";
import { sample } from "segsim/chart";
import { lookOf, nameOf } from "segsim/looks";

const SLOWEST = 1, WAITING = 10; // years a second; milliseconds until the next look for a frame

/** @param {import("segsim/main").Page} page */
export function controls(page) {
  const { state, source, data } = page;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const years = source.years, first = years[0], last = years[years.length - 1];
  let timer = 0;

  const go = (year) => state.set({ year: Math.min(Math.max(year, first), source.reached()) });
  const pause = () => state.set({ playing: false });
  const pace = () => 1000 / (still.matches ? SLOWEST : state.shown.speed); // no film for those who want none
  const tick = () => {
    if (!state.shown.playing) return;
    const waiting = state.shown.year >= source.reached();
    if (waiting && source.reached() >= last) return pause();
    if (!waiting) go(state.shown.year + 1);
    timer = window.setTimeout(tick, waiting ? WAITING : pace());
  };
  const play = () => {
    if (state.shown.playing) return pause();
    if (state.shown.year >= last) go(first);
    state.set({ playing: true });
  };
  state.listen((changed) => {
    if (!changed.has("playing")) return;
    window.clearTimeout(timer);
    if (state.shown.playing) timer = window.setTimeout(tick, pace());
  });

  const on = (id, event, action) => byId(id).addEventListener(event, action);
  on("year", "input", () => { pause(); go(Number(byId("year").value)); });
  on("speed", "input", () => state.set({ speed: Number(byId("speed").value) }));
  on("play", "click", play);
  on("step", "click", () => { pause(); go(state.shown.year + 1); });
  on("back", "click", () => { pause(); go(state.shown.year - 1); });
  on("reset", "click", () => { pause(); go(first); });
  on("a", "change", () => state.set({ a: Number(byId("a").value) }));
  on("b", "change", () => state.set({ b: Number(byId("b").value) }));
  on("swap", "click", () => state.set({ a: state.shown.b, b: state.shown.a }));
  on("variable", "change", () => state.set({ variable: Number(byId("variable").value) }));
  on("view", "change", () => state.set({ view: byId("view").value }));
  on("behaviour", "change", () => state.set({ behaviour: byId("behaviour").value }));
  on("sure", "change", () => state.set({ sure: byId("sure").checked }));
  on("language", "click", () => state.set({ language: state.shown.language === "en" ? "fi" : "en" }));
  document.addEventListener("keydown", (event) => keyed(event, { play, pause, go, state, first }));
  byId("language").lang = "fi";

  return (changed) => {
    const w = page.words(), shown = state.shown;
    if (changed.has("language")) {
      names(page, w);
      byId("language").lang = w.language === "en" ? "fi" : "en"; // it is named in the other one
    }
    const slider = byId("year");
    [slider.min, slider.max, slider.value] = [first, last, shown.year].map(String);
    byId("year-shown").textContent = String(shown.year);
    byId("play").textContent = w.text(shown.playing ? "explorer.controls.pause" : "explorer.controls.play");
    byId("speed").value = String(shown.speed);
    byId("a").value = String(shown.a);
    byId("b").value = String(shown.b);
    byId("variable").value = String(shown.variable);
    byId("view").value = shown.view;
    byId("sure").checked = shown.sure;
    byId("choose-sure").hidden = source.single;
    byId("choose-scenarios").hidden = source.live;
    byId("choose-behaviour").hidden = data.behaviours.length < 2;
    if (changed.has("a")) byId("sample-a").replaceChildren(sample(lookOf(page, shown.a)));
    if (changed.has("b")) byId("sample-b").replaceChildren(sample(lookOf(page, shown.b)));
  };
}

function names(page, w) {
  const { state, source, data } = page;
  const scenarios = source.scenarios.map((_, k) => [String(k), nameOf(page, k)]);
  options(byId("a"), scenarios, String(state.shown.a));
  options(byId("b"), scenarios, String(state.shown.b));
  options(byId("variable"), source.variables.map((v, k) => [String(k), w.name("variable", v.name)]),
    String(state.shown.variable));
  options(byId("view"), ["all", "both", "difference"].map((v) => [v, w.text(`explorer.map.view.${v}`)]),
    state.shown.view);
  options(byId("behaviour"), data.behaviours.map((b) => [b, w.name("behaviour", b)]), state.shown.behaviour);
}

function keyed(event, { play, pause, go, state, first }) {
  const busy = event.target.closest?.("input, select, button, summary, a, textarea, pre");
  if (event.ctrlKey || event.metaKey || event.altKey || (busy && event.key === " ")) return;
  if (event.target.closest?.("select, textarea, input:not([type=range]):not([type=checkbox])")) return;
  const act = {
    " ": play,
    ".": () => { pause(); go(state.shown.year + 1); },
    ",": () => { pause(); go(state.shown.year - 1); },
    0: () => { pause(); go(first); },
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
