"""The page check itself: a page with known faults, so that a silent check is noticed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser

from tests.support.browser import View, check_page

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"
GOOD = """<!doctype html><html lang="en"><head><title>Good</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/ring.css"></head><body><main><h1>Good</h1><p><a href="/good">Read on</a></p></main></body></html>"""
BAD = """<!doctype html><html><head><title>Bad</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/bad.css"></head><body><main><h1>Bad</h1><p style="color: red">Inline</p><p class="wide">Wide</p>
<a href="/bad">No ring</a> <a href="/good">Covered</a><div class="cover"></div>
<img src="http://elsewhere.invalid/pixel.png" alt=""></main></body></html>"""
FILES = {
    "/good": ("text/html", GOOD),
    "/bad": ("text/html", BAD),
    "/ring.css": ("text/css", "a:focus { outline: 3px solid black }"),
    "/bad.css": ("text/css", "a { outline: none !important } .wide { width: 1500px } .cover { position: fixed; inset: 0 }"),
}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, text = FILES.get(self.path, ("text/plain", ""))
        self.send_response(200)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test's output is enough."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_good_page_has_no_problem(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    page.goto(site + "/good")
    assert check_page(page) == []
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "fault",
    [
        "axe html-has-lang",
        "Content Security Policy",
        "scrolls sideways",
        "asks another host: http://elsewhere.invalid",
        "without a ring",
        "covered",
    ],
)
def test_each_fault_of_a_bad_page_is_told(chromium: Browser, site: str, fault: str) -> None:
    page = chromium.new_page()
    page.goto(site + "/bad")
    problems = check_page(page, (View(1280, "light"),))
    page.context.close()
    assert any(fault in problem for problem in problems), problems
