// Classical models as lessons: sliders, the board as it changes, figures over time.

import { byId, make, options } from "segsim/dom";
import { chart } from "segsim/chart";
import { colourOf, scale } from "segsim/colours";

const PAUSE = 150, RANKS = 65535, BETWEEN = "#ffffff", VACANT = "#e6e6e2", GROUPS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"];

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
  options(choose, data.lessons.map((l) => [l.name, w.text(`lessons.model.${l.name}.title`)]), room.model);
  choose.addEventListener("change", () => {
    Object.assign(room, { model: choose.value, values: {}, answer: null });
    render(page, room, soon, ask);
    byId("lesson-model").focus();
    ask();
  });
  const lesson = data.lessons.find((l) => l.name === room.model);
  const fields = lesson.offered.map((p) => field(page, room, p, soon));
  byId("lessons").replaceChildren(
    make("section", { class: "controls", "aria-label": w.text("explorer.controls.label") }, [
      make("label", { for: "lesson-model", text: w.text("explorer.lesson.model") }), choose,
      make("p", { class: "note", text: w.text(`lessons.model.${lesson.name}.says`) }), ...fields,
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
  const label = w.text(`lessons.parameter.${parameter.name}`), given = room.values[parameter.name];
  const set = (value) => {
    room.values[parameter.name] = String(value);
    soon();
  };
  if (parameter.choices) {
    const select = make("select", { id });
    options(select, parameter.choices.map((c) => [c, w.text(`lessons.choice.${c}`)]), given ?? parameter.default);
    select.addEventListener("change", () => set(select.value));
    return make("div", { class: "lever" }, [make("label", { for: id, text: label }), select]);
  }
  if (!parameter.slider) {
    const tick = make("input", { type: "checkbox", id });
    tick.checked = (given ?? String(parameter.default)) === "true";
    tick.addEventListener("change", () => set(tick.checked));
    return make("label", { class: "check" }, [tick, label]);
  }
  const [low, high] = parameter.slider;
  const step = parameter.whole ? 1 : 10 ** Math.floor(Math.log10((high - low) / 50));
  const digits = decimals(step), value = Number(given ?? parameter.default);
  const shown = make("output", { for: id });
  const input = make("input", { type: "range", id, min: low, max: high, step });
  const tell = (v) => {
    shown.textContent = n.number(v, digits);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.value = String(value);
  tell(value);
  input.addEventListener("input", () => {
    const moved = Number(Number(input.value).toFixed(digits));
    tell(moved);
    set(moved);
  });
  return make("div", { class: "lever" }, [make("label", { for: id }, [label, shown]), input]);
}

function results(page, room) {
  const place = byId("lesson-results"), answer = room.answer, w = page.words();
  if (!answer) return place.replaceChildren();
  const time = w.text(`explorer.lesson.${answer.time || "sweeps"}`);
  const boards = answer.boards.map((one) => {
    const canvas = make("canvas", { role: "img" });
    const caption = w.text("explorer.lesson.board", { time, value: page.numbers().number(one.time) });
    canvas.setAttribute("aria-label", caption);
    paint(canvas, colours(page, answer, one));
    return make("figure", {}, [make("figcaption", { text: caption }), canvas]);
  });
  const called = (name) => (w.has(`lessons.figure.${name}`) ? w.text(`lessons.figure.${name}`) : w.name("figure", name));
  const series = Object.entries(answer.series), 
    ends = series.filter(([name, points]) => points.length === 1 && w.has(`lessons.figure.${name}`));
  const rest = Math.max(...answer.boards.map((one) => one.time), 0); // a board at rest stays as it is
  const until = (points) => (answer.time === "ticks" ? points.filter(([t]) => t <= rest) : points);
  const charts = series.filter(([, points]) => points.length > 1)
    .map(([name, points]) => ({ name, points: until(points), box: make("div", { class: "chart" }) }));
  place.replaceChildren(
    make("h2", { text: w.text("explorer.lesson.boards") }),
    boards.length ? make("div", { class: "boards" }, boards) : make("p", { class: "note", text: w.text("explorer.lesson.none") }),
    make("div", { class: "charts" }, charts.map(({ name, box }) => make("article", {}, [make("h2", { class: "title", text: called(name) }), box]))),
    ...(ends.length ? [make("h2", { text: w.text("lessons.ends.end") }), table(page, room, ends, called)] : []),
  );
  for (const { name, points, box } of charts) course(page, called(name), points, box);
}

const decimals = (step) => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (/25/.test(String(step)) ? 1 : 0));

function course(page, name, points, box) {
  const [at, end] = points[points.length - 1], n = page.numbers();
  chart(box, {
    years: points.map(([t]) => t), year: at, choose: () => {}, title: `${name}: ${n.number(end, 3)}`,
    label: (value, step) => n.number(value, decimals(step)),
    curves: [{ points: points.map(([, v]) => [v, null, null]), colour: GROUPS[0], dash: [], marker: "o", letter: "" }],
  });
}

function table(page, room, ends, called) {
  const { figures } = page.data.lessons.find((lesson) => lesson.name === room.model);
  const digits = (name) => figures.find((figure) => figure.name === name)?.digits ?? 3;
  const rows = ends.map(([name, [[, value]]]) => make("tr", {}, [
    make("th", { scope: "row", text: called(name) }), make("td", { text: page.numbers().number(value, digits(name)) }),
  ]));
  return make("table", { class: "ends" }, [make("tbody", {}, rows)]);
}

/** @returns {string[][]} the board as rows of colours: a lattice as it is, blocks side by side */
function colours(page, answer, board) {
  const scaled = scale(page.data.palette.sequential), seen = answer.picture === "ranks" ? board.rank : board.group;
  const of = (k) => {
    if (seen[k] < 0) return VACANT;
    return answer.picture === "ranks" ? colourOf(scaled, seen[k], 0, RANKS) : GROUPS[seen[k]];
  };
  const sites = seen.map((_, k) => k);
  if (answer.picture !== "blocks") return chunks(sites.map(of), answer.side);
  const blocks = new Map();
  for (const k of sites) blocks.set(answer.blocks[k], [...(blocks.get(answer.blocks[k]) ?? []), k]);
  const order = (k) => (seen[k] < 0 ? GROUPS.length : seen[k]); // vacant sites come last
  return mosaic([...blocks.values()].map((inside) => {
    const sorted = [...inside].sort((x, y) => order(x) - order(y)).map(of);
    const side = Math.ceil(Math.sqrt(sorted.length));
    while (sorted.length < side * side) sorted.push(BETWEEN);
    return chunks(sorted, side);
  }));
}

/** @param {string[][][]} squares @returns {string[][]} all of them in a square, a gap between */
function mosaic(squares) {
  const wide = Math.ceil(Math.sqrt(squares.length)), side = squares[0].length + 1;
  const high = Math.ceil(squares.length / wide);
  const sheet = Array.from({ length: high * side - 1 }, () => Array(wide * side - 1).fill(BETWEEN));
  squares.forEach((square, n) => square.forEach((row, y) => row.forEach((colour, x) => {
    sheet[Math.floor(n / wide) * side + y][(n % wide) * side + x] = colour;
  })));
  return sheet;
}

function chunks(list, size) {
  const rows = [];
  for (let k = 0; k < list.length; k += size) rows.push(list.slice(k, k + size));
  return rows;
}

function paint(canvas, rows) {
  canvas.width = rows[0].length;
  canvas.height = rows.length;
  const pen = canvas.getContext("2d");
  rows.forEach((row, y) => row.forEach((colour, x) => {
    pen.fillStyle = colour;
    pen.fillRect(x, y, 1, 1);
  }));
}
