"""A news site of the tests on loopback: pages by path, each as a test wants it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = "text/html; charset=utf-8"


@dataclass
class Outlet:
    """What stands at which path, and what was asked for."""

    host: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    hanging: threading.Event = field(default_factory=threading.Event)
    """Requests for `/hangs` are answered once this is set."""

    def put(
        self, path: str, content: bytes | str, kind: str = HTML, status: int = 200, **headers: str
    ) -> str:
        """Puts a page there and returns its link."""
        raw = content.encode() if isinstance(content, str) else content
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": kind, **named}, raw)
        return self.link(path)

    def move(self, path: str, to: str, status: int = 302) -> str:
        return self.put(path, "", status=status, Location=to)

    def link(self, path: str) -> str:
        return f"http://{self.host}{path}"


def article(title: str, *paragraphs: str, head: str = "") -> str:
    """A page as news sites have them: menu, article, footer."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html><head><title>{title} | The Wire</title><meta property="og:title" content="{title}">'
        f"{head}</head><body><nav><a href='/'>Home</a> <a href='/war'>War</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>Copyright The Wire</footer></body></html>"
    )


@contextmanager
def open_outlet() -> Iterator[Outlet]:
    """The site, at work until the block ends."""
    outlet = Outlet()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            outlet.asked.append((self.path, dict(self.headers)))
            if self.path.startswith("/hangs"):
                outlet.hanging.wait(60)
            status, headers, content = outlet.pages.get(
                self.path.partition("?")[0], (404, {"Content-Type": HTML}, b"gone")
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    class Site(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Whoever asked has gone: that is what some tests are about."""

    site = Site(("127.0.0.1", 0), Door)
    outlet.host = f"127.0.0.1:{site.server_port}"
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield outlet
    finally:
        outlet.hanging.set()
        site.shutdown()
        site.server_close()
