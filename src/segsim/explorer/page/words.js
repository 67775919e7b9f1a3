// The catalogue in the language that is shown, and the elements that show it.

/** @typedef {{language: string, text: (key: string, values?: Object<string, string|number>) => string,
 *   name: (kind: string, name: string) => string, has: (key: string) => boolean}} Words */

/**
 * @param {Object<string, Object<string, string>>} texts by language and key
 * @param {string} language
 * @returns {Words}
 */
export function words(texts, language) {
  const mine = texts[language];
  const text = (key, values = {}) => {
    if (!(key in mine)) throw new Error(`no text ${key} in ${language}`);
    return mine[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };
  const plain = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
  return {
    language,
    text,
    has: (key) => key in mine,
    name: (kind, name) => mine[`names.${kind}.${name}`] ?? plain(name),
  };
}

/** Put the texts of a language into all elements that name one. @param {Words} w */
export function translate(w) {
  document.documentElement.lang = w.language;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = w.text(element.getAttribute("data-text"));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", w.text(element.getAttribute("data-label")));
  }
}
