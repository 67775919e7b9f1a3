// Levers of a live city: policies, developments from outside, preferences.

import { byId, make } from "segsim/dom";

const GROUPS = [["policies", ""], ["drivers", "driver"], ["preferences", "preference"]];
const RULES = ["all", "uniform", "worst_first", "early_warning"];

/**
 * @typedef {{name: string, default: any, unit: string, low: number | null, high: number | null,
 *   slider: number[] | null, part?: string, choices?: string[] | null}} Lever
 */

/** @param {import("segsim/main").Page} page */
export function levers(page) {
  const { source, state, data } = page, place = byId("levers");
  place.hidden = !source.live;
  if (!source.live) return () => {};
  const said = make("p", { class: "note", role: "status" });

  const move = (key, value) => {
    const moved = { ...state.shown.levers };
    if (value === null) delete moved[key];
    else moved[key] = String(value);
    state.set({ levers: moved, playing: state.shown.playing });
  };
  const render = () => {
    const w = page.words(), open = new Set([...place.querySelectorAll("details[open]")].map((d) => d.id));
    const groups = GROUPS.map(([group, kind]) => {
      const body = group === "policies" ? data.levers.policies.map((policy) => policyPart(page, policy, move, render))
        : data.levers[group].map((lever) => slider(page, lever, `${kind === "driver" ? "driver" : "behaviour"}.${lever.name}`,
          w.text(`levers.${kind}.${lever.name}`), move));
      if (group === "preferences") body.unshift(make("p", { class: "note", text: w.text("explorer.live.preferences_note") }));
      return make("details", { id: `levers-${group}` }, [make("summary", { text: w.text(`explorer.live.${group}`) }), ...body]);
    });
    const clear = make("button", { type: "button", id: "levers-clear", text: w.text("explorer.live.clear") });
    clear.addEventListener("click", () => {
      state.set({ levers: {} });
      render();
      byId("levers-clear").focus();
    });
    place.replaceChildren(
      make("h2", { text: w.text("explorer.live.levers") }), make("p", { class: "note", text: w.text("explorer.live.intro") }),
      said, ...groups, clear,
    );
    for (const details of place.querySelectorAll("details")) details.open = open.has(details.id);
  };
  return (changed) => {
    if (changed.has("language")) render();
    const problem = source.problem(), w = page.words();
    const told = problem === "lost" || problem === "busy" ? w.text(`explorer.live.${problem}`)
      : problem ? w.text("explorer.live.failed", { error: problem }) : "";
    if (said.textContent !== told) said.textContent = told;
  };
}

/** @returns {string[]} the policies that are on */
const chosen = (page) => (page.state.shown.levers.policy ?? "").split(",").filter(Boolean);

function policyPart(page, policy, move, render) {
  const { state } = page, w = page.words(), on = chosen(page).includes(policy.name);
  const box = make("input", { type: "checkbox", id: `policy-${policy.name}` });
  box.checked = on;
  box.addEventListener("change", () => {
    const names = chosen(page).filter((name) => name !== policy.name);
    if (box.checked) names.push(policy.name);
    const own = `policy.${policy.name}.`;
    const kept = Object.entries(state.shown.levers).filter(([key]) => key !== "policy" && !key.startsWith(own));
    state.set({ levers: Object.fromEntries(names.length ? [["policy", names.join(",")], ...kept] : kept) });
    render();
    byId(`policy-${policy.name}`).focus();
  });
  const shown = policy.levers.filter((lever) => lever.part === "own"
    || lever.name === "intensity" || lever.name === "start_year" || lever.name === "target");
  const body = on ? shown.map((lever) => control(page, policy, lever, move)).filter(Boolean) : [];
  return make("details", { id: `details-${policy.name}` }, [
    make("summary", { text: `${on ? "✓ " : ""}${w.text(`levers.policy.${policy.name}.title`)}` }),
    make("p", { class: "note", text: w.text(`levers.policy.${policy.name}.says`) }),
    make("label", { class: "check" }, [box, w.text("explorer.live.switch_on")]), ...body,
  ]);
}

function control(page, policy, lever, move) {
  const key = `policy.${policy.name}.${lever.name}`, w = page.words(), { data } = page;
  const label = w.text(`levers.lever.${lever.name}`);
  if (lever.name === "start_year") {
    if (policy.levers.some((other) => other.name === "open_year")) return null; // the opening says when
    return slider(page, { ...lever, default: data.years[0] + 1, slider: [data.years[0] + 1, data.years[data.years.length - 1]] }, key, label, move);
  }
  if (lever.name === "open_year") {
    const first = data.years[0] + 1, last = data.years[data.years.length - 1] + 10;
    return slider(page, { ...lever, slider: [first, last] }, key, label, move);
  }
  if (lever.name === "target") return select(page, lever, [...new Set([...RULES, lever.default])], key, label, move);
  if (lever.choices) return select(page, lever, lever.choices, key, label, move);
  if (typeof lever.default === "boolean") return tick(page, lever, key, label, move);
  return lever.slider ? slider(page, lever, key, label, move) : null;
}

/** @returns {number} a step of which there are about a hundred, round */
function stepOf(lever) {
  const [low, high] = lever.slider, whole = Number.isInteger(lever.default ?? low) && Number.isInteger(high) && high - low > 10;
  if (whole || lever.unit.startsWith("year")) return Math.max(1, 10 ** Math.floor(Math.log10((high - low) / 100)));
  return 10 ** Math.floor(Math.log10((high - low) / 50));
}

function slider(page, lever, key, label, move) {
  const { state } = page, n = page.numbers(), w = page.words(), id = `lever-${key}`;
  const step = stepOf(lever), digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const plain = lever.unit.startsWith("year") && lever.slider[0] > 1900;
  const written = (value) => {
    if (value === null) return w.text("explorer.live.default", { value: "–" });
    const text = plain ? String(value) : n.number(value, digits);
    return value === lever.default ? w.text("explorer.live.default", { value: text }) : text;
  };
  const given = state.shown.levers[key], value = given === undefined ? lever.default : Number(given);
  const shown = make("output", { for: id, text: written(value) });
  const input = make("input", { type: "range", id, min: lever.slider[0], max: lever.slider[1], step });
  input.value = String(value ?? lever.slider[0]);
  const tell = (v) => {
    shown.textContent = written(v);
    input.setAttribute("aria-valuetext", written(v));
  };
  tell(value);
  input.addEventListener("input", () => {
    const moved = Number(Number(input.value).toFixed(digits));
    tell(moved);
    move(key, moved === lever.default ? null : moved);
  });
  return make("div", { class: "lever" }, [make("label", { for: id }, [label, shown]), input]);
}

function select(page, lever, choices, key, label, move) {
  const id = `lever-${key}`, w = page.words();
  const field = make("select", { id }, choices.map((value) => make("option", { value, text: w.text(`levers.choice.${value}`) })));
  field.value = page.state.shown.levers[key] ?? lever.default;
  field.addEventListener("change", () => move(key, field.value === lever.default ? null : field.value));
  return make("div", { class: "lever" }, [make("label", { for: id, text: label }), field]);
}

function tick(page, lever, key, label, move) {
  const field = make("input", { type: "checkbox", id: `lever-${key}` });
  field.checked = (page.state.shown.levers[key] ?? String(lever.default)) === "true";
  field.addEventListener("change", () => move(key, field.checked === lever.default ? null : field.checked));
  return make("label", { class: "check" }, [field, label]);
}
