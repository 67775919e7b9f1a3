"""Figures of Matplotlib made fit to stand in a page, and to be the same every time."""

import re
from io import BytesIO

from matplotlib.figure import Figure

from segsim.study.figures.style import DPI, styled

FONT = "'DejaVu Sans', Verdana, sans-serif"
"""What the widths were measured with, then what is about as wide."""
_RULES = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_HEAD = re.compile(r"^.*?<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)
_IDS = re.compile(r'\bid="([^"]+)"')
_REFERENCES = re.compile(r'(url\(#|href="#)([^")]+)')
_LONG = re.compile(r"(\d+\.\d{2})\d+")


def files_of(figure: Figure) -> tuple[str, bytes]:
    """Return a figure as SVG and as PNG; the same figure gives the same bytes."""
    vector, pixels = BytesIO(), BytesIO()
    with styled():
        figure.draw_without_rendering()  # lays out once, for both
        figure.set_layout_engine("none")
        figure.savefig(pixels, dpi=DPI, format="png", metadata={"Software": None})
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
    text = vector.getvalue().decode().replace("'DejaVu Sans'", FONT)
    return text, pixels.getvalue()


def inlined(svg: str, name: str, label: str, language: str) -> str:
    """Return an SVG as an element of a page.

    Parameters
    ----------
    svg
        A whole file.
    name
        Unique in the page: it keeps the marks of figures apart.
    label
        Identifiers of the elements that say what is seen.
    language
        Of its texts.
    """
    body = _METADATA.sub("", _RULES.sub("", svg))
    found = _HEAD.match(body)
    assert found is not None, "no SVG of Matplotlib"
    body = _LONG.sub(r"\1", body[found.end() :])  # a hundredth of a point is nothing to see
    body = _IDS.sub(rf'id="{name}-\1"', body)
    body = _REFERENCES.sub(rf"\1{name}-\2", body).replace("xlink:href", "href")
    start = (
        f'<svg viewBox="{found[1]}" role="img" aria-labelledby="{label}" lang="{language}" '
        'xmlns="http://www.w3.org/2000/svg">'
    )
    return start + body.strip()
