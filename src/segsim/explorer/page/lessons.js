// Classical models as lessons: sliders, the board as it changes, figures over time.

import { byId, make, options } from "segsim/dom";
import { chart } from "segsim/chart";

const PAUSE = 150, COLOURS = ["#f2f2ef", "#0072B2", "#D55E00", "#009E73"];

/** @param {import("segsim/main").Page} page */
export function lessons(page) {
  const { source, data } = page;
  if (!source.live || !data.lessons?.length) return () => {};
  byId("tabs").hidden = false;
  const show = (lesson) => {
    byId("city").hidden = lesson;
    byId("lessons").hidden = !lesson;
    byId("tab-city").setAttribute("aria-pressed", String(!lesson));
    byId("tab-lessons").setAttribute("aria-pressed", String(lesson));
    if (lesson && !room.asked) ask();
  };
  byId("tab-city").addEventListener("click", () => show(false));
  byId("tab-lessons").addEventListener("click", () => show(true));

  const room = { model: data.lessons[0].name, values: {}, answer: null, asked: false };
  let timer = 0, turn = 0;
  const ask = async () => {
    room.asked = true;
    const mine = ++turn, w = page.words();
    byId("lesson-said").textContent = w.text("explorer.lesson.working");
    const query = new URLSearchParams({ model: room.model, ...room.values });
    try {
      const answer = await fetch(`/api/lesson?${query}`);
      const content = await answer.json();
      if (mine !== turn) return; // a slider has moved meanwhile
      byId("lesson-said").textContent = answer.ok ? "" : w.text("explorer.live.failed", { error: content.errors.join(" ") });
      if (answer.ok) room.answer = content;
    } catch {
      if (mine === turn) byId("lesson-said").textContent = w.text("explorer.live.lost");
    }
    results(page, room);
  };
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  };
  return (changed) => {
    if (changed.has("language")) render(page, room, soon, ask);
    if (changed.has("size")) results(page, room);
  };
}

function render(page, room, soon, ask) {
  const { data } = page, w = page.words();
  const choose = make("select", { id: "lesson-model" });
  options(choose, data.lessons.map((l) => [l.name, w.text(`levers.lesson.${l.name}.title`)]), room.model);
  choose.addEventListener("change", () => {
    Object.assign(room, { model: choose.value, values: {}, answer: null });
    render(page, room, soon, ask);
    byId("lesson-model").focus();
    ask();
  });
  const lesson = data.lessons.find((l) => l.name === room.model);
  const fields = lesson.parameters.map((p) => field(page, room, p, soon));
  byId("lessons").replaceChildren(
    make("section", { class: "controls", "aria-label": w.text("explorer.controls.label") }, [
      make("label", { for: "lesson-model", text: w.text("explorer.lesson.model") }), choose,
      make("p", { class: "note", text: w.text(`levers.lesson.${lesson.name}.says`) }), ...fields,
    ]),
    make("div", { class: "shown" }, [
      make("p", { class: "note", text: w.text("explorer.lesson.intro") }),
      make("p", { id: "lesson-said", role: "status" }), make("div", { id: "lesson-results" }),
    ]),
  );
  results(page, room);
}

function field(page, room, parameter, soon) {
  const w = page.words(), n = page.numbers(), id = `lesson-${parameter.name}`;
  const label = w.has(`levers.lesson_parameter.${parameter.name}`)
    ? w.text(`levers.lesson_parameter.${parameter.name}`) : w.name("lesson_parameter", parameter.name);
  const set = (value) => {
    room.values[parameter.name] = String(value);
    soon();
  };
  if (parameter.choices) {
    const select = make("select", { id });
    options(select, parameter.choices.map((c) => [c, w.name("choice", c)]), room.values[parameter.name] ?? parameter.default);
    select.addEventListener("change", () => set(select.value));
    return make("div", { class: "lever" }, [make("label", { for: id, text: label }), select]);
  }
  const whole = parameter.whole, step = whole ? 1 : 10 ** Math.floor(Math.log10((parameter.high - parameter.low) / 50));
  const digits = whole ? 0 : Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const value = Number(room.values[parameter.name] ?? parameter.default);
  const shown = make("output", { for: id, text: n.number(value, digits) });
  const input = make("input", { type: "range", id, min: parameter.low, max: parameter.high, step });
  input.value = String(value);
  input.setAttribute("aria-valuetext", shown.textContent);
  input.addEventListener("input", () => {
    shown.textContent = n.number(Number(input.value), digits);
    input.setAttribute("aria-valuetext", shown.textContent);
    set(Number(Number(input.value).toFixed(digits)));
  });
  return make("div", { class: "lever" }, [make("label", { for: id }, [label, shown]), input]);
}

function results(page, room) {
  const place = byId("lesson-results"), answer = room.answer, w = page.words();
  if (!answer || !place) return;
  const time = w.text(`explorer.lesson.${answer.time}`);
  const boards = answer.boards.map((one) => {
    const canvas = make("canvas", { width: answer.width, height: answer.height, role: "img" });
    const caption = w.text("explorer.lesson.board", { time, value: page.numbers().number(one.at) });
    canvas.setAttribute("aria-label", caption);
    paint(canvas, one.cells);
    return make("figure", {}, [make("figcaption", { text: caption }), canvas]);
  });
  const charts = answer.series.map((series) => ({ series, box: make("div", { class: "chart" }) }));
  const called = (series) => (w.has(`levers.lesson_figure.${series.name}`)
    ? w.text(`levers.lesson_figure.${series.name}`) : w.name("lesson_figure", series.name));
  place.replaceChildren(
    boards.length ? make("h2", { text: w.text("explorer.lesson.boards") }) : make("p", { class: "note", text: w.text("explorer.lesson.none") }),
    make("div", { class: "boards" }, boards),
    make("div", { class: "charts" }, charts.map(({ series, box }) => make("article", {}, [make("h2", { text: called(series) }), box]))),
  );
  for (const { series, box } of charts) {
    const end = series.values[series.values.length - 1];
    chart(box, {
      years: series.at, year: series.at[series.at.length - 1], choose: () => {}, title: `${called(series)}: ${page.numbers().number(end, 2)}`,
      label: (value, step) => page.numbers().number(value, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (String(step).match(/25/) ? 1 : 0))),
      curves: [{ points: series.values.map((v) => [v, null, null]), colour: "#0072B2", dash: [], marker: "o", letter: "" }],
    });
  }
}

function paint(canvas, cells) {
  const pen = canvas.getContext("2d");
  cells.forEach((kind, k) => {
    pen.fillStyle = COLOURS[kind] ?? COLOURS[0];
    pen.fillRect(k % canvas.width, Math.floor(k / canvas.width), 1, 1);
  });
}
