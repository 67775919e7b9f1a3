"""The page of the explorer as the server gives it, with what its own scripts may do."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from starlette.responses import HTMLResponse


class _Scripts(HTMLParser):
    """Collects the scripts that stand in a page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a script begins."""
        self._inside = tag == "script" and "src" not in dict(attrs)
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note where a script ends."""
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        """Keep the text of a script."""
        if self._inside:
            self.found[-1] += data


def page_answer(page: str) -> HTMLResponse:
    """Return the page; of inline scripts only those that stand in it now may run."""
    return HTMLResponse(page, headers={"content-security-policy": policy(page)})


def policy(page: str) -> str:
    """Return the content security policy of a page: each inline script by its hash."""
    scripts = _Scripts()
    scripts.feed(page)
    digests = dict.fromkeys(sha256(text.encode()).digest() for text in scripts.found)
    hashes = [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", "data:", *hashes],  # modules of the import map are data: URLs
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())
