"""What a person sees on a page: is it clipped, readable, in the right language?"""

import re

CLIPPED = """() => [...document.querySelectorAll('svg')].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  if (!box.width) return [];
  return [...svg.querySelectorAll('text')].filter((text) => {
    const own = text.getBoundingClientRect();
    return own.width && (own.left < box.left - 1 || own.right > box.right + 1
      || own.top < box.top - 1 || own.bottom > box.bottom + 1);
  }).map((text) => text.textContent);
})"""

WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

FAINT = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const white = light([255, 255, 255]);
  return [...document.querySelectorAll('svg text')].filter((text) => text.getBoundingClientRect().width).map((text) => {
    const fill = parse(getComputedStyle(text).fill).slice(0, 3);
    return [text.textContent, (white + 0.05) / (light(fill) + 0.05)];
  }).filter(([, ratio]) => ratio < 4.5);
}"""

VISIBLE = """(within) => {
  const root = document.querySelector(within);
  const parts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest('pre, code, script, style, noscript')) continue;
    if (parent.checkVisibility ? parent.checkVisibility() || parent.tagName === 'OPTION' : true) parts.push(walker.currentNode.textContent);
  }
  for (const element of root.querySelectorAll('[aria-label]')) parts.push(element.getAttribute('aria-label'));
  return parts.filter((text) => text.trim());
}"""

DECIMAL_POINT = re.compile(r"\d\.\d")


def hold(page):
    """Hold a page to fit its width, with all texts of its charts inside and dark enough."""
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(FAINT) == []
    assert page.evaluate(WIDE) <= 0


def texts(page, within="body"):
    """Return every text that is seen or read out."""
    return page.evaluate(VISIBLE, within)
