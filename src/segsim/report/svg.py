"""Figures of Matplotlib made fit to stand in a page, and to be the same every time."""

import re
from io import BytesIO

from matplotlib.figure import Figure

from segsim.study.figures.style import DPI, styled

FONT = "'DejaVu Sans', Verdana, sans-serif"
"""What the widths were measured with, then what is about as wide."""
MARGIN = 5.0
"""Around a figure, points."""
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_RULES = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_HEAD = re.compile(r"^.*?<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)
_IDS = re.compile(r'\bid="([^"]+)"')
_REFERENCES = re.compile(r'(url\(#|href="#)([^")]+)')
_LONG = re.compile(r"(\d+\.\d{2})\d+")
_TAG = re.compile(r"<[^>]+>")


def files_of(figure: Figure) -> tuple[str, bytes]:
    """Return a figure as SVG and as PNG; the same figure gives the same bytes."""
    vector, pixels = BytesIO(), BytesIO()
    with styled():
        figure.draw_without_rendering()  # lays out once, for both
        figure.set_layout_engine("none")
        figure.savefig(pixels, dpi=DPI, format="png", metadata={"Software": None})
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
    text = vector.getvalue().decode().replace("'DejaVu Sans'", FONT)
    return _BOX.sub(_with_margin, text, count=1), pixels.getvalue()


def _with_margin(box: re.Match[str]) -> str:
    """Return the view with some room around: fonts are not equally wide everywhere."""
    width, height = float(box[1]) + 2 * MARGIN, float(box[2]) + 2 * MARGIN
    return f'viewBox="{-MARGIN:g} {-MARGIN:g} {width:g} {height:g}"'


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
    body = _TAG.sub(_shortened, body[found.end() :])
    body = _IDS.sub(rf'id="{name}-\1"', body)
    body = _REFERENCES.sub(rf"\1{name}-\2", body).replace("xlink:href", "href")
    start = (
        f'<svg viewBox="{found[1]}" role="img" aria-labelledby="{label}" lang="{language}" '
        'xmlns="http://www.w3.org/2000/svg">'
    )
    return start + body.strip()


def _shortened(tag: re.Match[str]) -> str:
    """Return a tag with its places to a hundredth of a point; what is written keeps its digits."""
    return _LONG.sub(r"\1", tag[0])
