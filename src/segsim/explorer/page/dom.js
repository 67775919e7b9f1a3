// Small helpers for elements.

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} id @returns {any} the element with this id */
export const byId = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
};

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, any>} [attributes] `on…` are listeners, `text` is the content
 * @param {(Node | string)[]} [children]
 * @returns {any}
 */
export function make(tag, attributes = {}, children = []) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. @returns {any} */
export function draw(tag, attributes = {}, children = []) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Fill a list of choices and keep what is chosen.
 * @param {HTMLSelectElement} select
 * @param {[string, string][]} options value and text
 * @param {string} chosen
 */
export function options(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => make("option", { value, text })));
  select.value = chosen;
}

/** Call something once in a frame, however often it is asked for. @param {() => void} action */
export function oncePerFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}
