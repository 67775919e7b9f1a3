"""Who may ask the live server, by the headers of a request."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from segsim.explorer.live.guard import HEADERS, Guard, refuse
from segsim.explorer.live.page import policy

PORT = 8765


def status(method="GET", path="/api/run", **headers):
    given = {"host": f"127.0.0.1:{PORT}", **headers}
    pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items() if v is not None]
    refusal = refuse(method, path, pairs, PORT)
    return 200 if refusal is None else refusal[0]


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}"])
def test_its_own_names(host):
    assert status(host=host) == 200
    assert status(host=host, origin=f"http://{host}", sec_fetch_site="same-origin") == 200
    assert status("HEAD", host=host) == 200


@pytest.mark.parametrize(
    "host",
    [None, "", "127.0.0.1", "localhost", "127.0.0.1:80", f"evil.example:{PORT}", f"[::1]:{PORT}",
     f"127.0.0.1:{PORT}.evil.example", f"LOCALHOST:{PORT} ", f"0.0.0.0:{PORT}"],
)  # fmt: skip
def test_any_other_name_is_refused(host):
    assert status(host=host) == 421


def test_two_names_are_refused():
    host = (b"host", f"127.0.0.1:{PORT}".encode())
    assert refuse("GET", "/", [host, host], PORT)[0] == 421


@pytest.mark.parametrize(
    "origin",
    ["null", "", "https://evil.example", "http://127.0.0.1", f"https://127.0.0.1:{PORT}",
     f"http://localhost:{PORT}", "http://127.0.0.1:9999"],
)  # fmt: skip
def test_any_other_origin_is_refused(origin):
    assert status(origin=origin) == 403
    assert status(path="/", origin=origin) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "something"])
def test_other_sites_may_open_the_page_and_nothing_else(site):
    opening = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert status(sec_fetch_site=site) == 403
    assert status(sec_fetch_site=site, **opening) == 403
    assert status(path="/", sec_fetch_site=site) == 403
    assert status(path="/", sec_fetch_site=site, **opening) == 200
    framed = opening | {"sec_fetch_dest": "iframe"}
    assert status(path="/", sec_fetch_site=site, **framed) == 403


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_one_s_own_page_and_what_is_typed(site):
    assert status(sec_fetch_site=site) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "get"])
def test_nothing_is_given_to_it(method):
    assert status(method) == 405


def answered(scope, app=None):
    sent = []

    async def ask():
        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        await Guard(app, PORT)(scope, receive, send)

    # in a thread of its own: the browser of other tests keeps a loop in this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(ask())).result()
    return sent


def test_every_answer_has_the_headers_of_safety_and_none_for_other_origins():
    async def app(scope, receive, send):
        headers = [(b"content-security-policy", b"its own")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    host = [(b"host", f"127.0.0.1:{PORT}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": host}
    for found, own in ((answered(scope, app), True), (answered(scope | {"headers": []}), False)):
        headers = found[0]["headers"]
        names = [name.decode() for name, _ in headers]
        assert set(HEADERS) <= set(names)
        assert len(names) == len(set(names))
        assert not [name for name in names if name.startswith("access-control")]
        assert (dict(headers)[b"content-security-policy"] == b"its own") is own


def test_web_sockets_are_closed():
    assert answered({"type": "websocket", "headers": []}) == [
        {"type": "websocket.close", "code": 1008}
    ]


def test_only_the_scripts_of_the_page_may_run():
    page = (
        "<script type=importmap>{}</script><p>a</p><script>let a = 1 < 2 && '&amp;'</script>"
        "<script src=x.js></script>"
    )
    rules = dict(rule.split(" ", 1) for rule in policy(page).split("; "))
    assert "unsafe-inline" not in rules["script-src"]
    # printf %s "{}" | openssl dgst -sha256 -binary | base64
    assert "'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='" in rules["script-src"]
    assert rules["script-src"].count("sha256-") == 2
    assert rules["frame-ancestors"] == "'none'"
