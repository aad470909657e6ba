"""Servers that misbehave, on loopback and an ephemeral port, reached as a proxy for made-up hosts.

One host a kind of trouble, so that a crawl meets them side by side although it asks one thing of
a host at a time. The same server answers requests made to it directly.
"""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

LARGE = 50 * 1024 * 1024
_CHUNK = b"<p>" + "保本".encode() * 10_000
_PATIENCE = 30.0


class Trouble(BaseHTTPRequestHandler):
    """Answers by host name; `served` counts what was asked, host and path."""

    protocol_version = "HTTP/1.1"
    # Head and body are two small writes: with Nagle every answer would take 40 ms.
    disable_nagle_algorithm = True
    server: "_Quiet"
    served: ClassVar[list[str]]
    stopping: ClassVar[threading.Event]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = parts.hostname or self.headers.get("Host", "").partition(":")[0]
        self.served.append(f"{host}{parts.path}")
        if parts.path == "/robots.txt":
            self.answer(b"User-agent: *\nDisallow: /secret\n", "text/plain")
            return
        TROUBLES.get(host.removesuffix(".test"), good)(self, parts.path)

    def answer(
        self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **more: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def start_page(self, **more: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def page(words: str, *links: str) -> bytes:
    """A page that says `words` and links to `links`."""
    anchors = "".join(f'<a href="{link}">下一页</a>' for link in links)
    return f"<!doctype html><html><body><p>{words}</p>{anchors}</body></html>".encode()


def good(server: Trouble, path: str) -> None:
    server.answer(page(f"稳健理财 {path}"))


def never(server: Trouble, path: str) -> None:
    server.stopping.wait(_PATIENCE)


def drip(server: Trouble, path: str) -> None:
    server.start_page(Content_Length="100000")
    while not server.stopping.wait(0.1):
        server.wfile.write(b" ")


def circle(server: Trouble, path: str) -> None:
    server.answer(b"", status=302, Location="/b" if path == "/" else "/")


def endless(server: Trouble, path: str) -> None:
    server.answer(b"", status=302, Location=f"{path}x")


def reset(server: Trouble, path: str) -> None:
    # Closing with a linger of 0 seconds sends RST instead of FIN.
    linger = struct.pack("ii", 1, 0)
    server.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    server.close_connection = True
    server.connection.close()


def cut(server: Trouble, path: str) -> None:
    server.start_page(Content_Length="5000")
    server.wfile.write(page("半句"))
    server.close_connection = True


def large(server: Trouble, path: str) -> None:
    server.start_page(Content_Length=str(LARGE))
    _pour(server)


def larger(server: Trouble, path: str) -> None:
    server.start_page(Connection="close")
    server.close_connection = True
    _pour(server)


def _pour(server: Trouble) -> None:
    for _ in range(LARGE // len(_CHUNK)):
        server.wfile.write(_CHUNK)


def bomb(server: Trouble, path: str) -> None:
    server.answer(gzip.compress(b" " * LARGE), Content_Encoding="gzip")


def gbk(server: Trouble, path: str) -> None:
    server.answer("<p>恒泰理财,保本保息</p>".encode("gbk"), "text/html; charset=gb2312")


def picture(server: Trouble, path: str) -> None:
    server.answer(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png")


def disguised(server: Trouble, path: str) -> None:
    server.answer(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")


def gone(server: Trouble, path: str) -> None:
    server.answer(page("没有这一页"), status=404)


def broken(server: Trouble, path: str) -> None:
    server.answer(page("出错了"), status=500)


def secret(server: Trouble, path: str) -> None:
    server.answer(page("首页", "/secret/plan"))


def moved(server: Trouble, path: str) -> None:
    server.answer(b"", status=301, Location="http://good.test/new#top")


def strays(server: Trouble, path: str) -> None:
    if path == "/out":
        server.answer(b"", status=302, Location="http://good.test/elsewhere")
    else:
        server.answer(page("首页", "/out", "http://good.test/other", "/brochure.pdf"))


def inward(server: Trouble, path: str) -> None:
    port = server.server.server_port
    where = {"/number": "2130706433", "/name": "localhost"}.get(path)
    if where:
        server.answer(b"", status=302, Location=f"http://{where}:{port}/private")
    else:
        server.answer(page("首页", f"{path}number", f"{path}name"))


def reloading(server: Trouble, path: str) -> None:
    refresh = b'<meta http-equiv="refresh" content="60">'
    server.answer(page("每分钟刷新").replace(b"<body>", refresh + b"<body>"))


def malformed(server: Trouble, path: str) -> None:
    links = ("http://[::1/", "http://malformed.test:b/", "//", "javascript:void(0)", "?", "\x00")
    more = (f"http://{'a' * 64}.malformed.test/", "%zz", "/astray", "/based", "/" + "a" * 3000)
    if path == "/astray":
        server.answer(b"", status=302, Location="http://[")
    elif path == "/based":
        server.answer(b'<head><base href="http://["></head>' + page("还在", "/nowhere"))
    else:
        server.answer(page("首页", *links, *more) if path == "/" else page("好"))


TROUBLES: dict[str, Callable[[Trouble, str], None]] = {
    function.__name__: function
    for function in (
        good,
        never,
        drip,
        circle,
        endless,
        reset,
        cut,
        large,
        larger,
        bomb,
        gbk,
        picture,
        disguised,
        gone,
        broken,
        secret,
        moved,
        strays,
        inward,
        reloading,
        malformed,
    )
}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    # With the usual 5 a crawl of twenty hosts waits a second for the kernel to try again.
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a large page is what the tests want."""


@contextmanager
def serve(handler: type[Trouble] = Trouble) -> Iterator[tuple[str, list[str]]]:
    """A server of `handler` for the length of the block: its address and what was asked of it."""
    served: list[str] = []
    stopping = threading.Event()
    own = type("Own", (handler,), {"served": served, "stopping": stopping})
    with _Quiet(("127.0.0.1", 0), own) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", served
        finally:
            stopping.set()
            server.shutdown()
            thread.join()


class Explosive(Trouble):
    """Every page says the word that breaks the judge of crawl_driver."""

    def do_GET(self) -> None:
        self.answer(page("炸"))


class Chain(Trouble):
    """A site of forty pages, each linking to the next three, none of them quick."""

    pages = 40

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.served.append(path)
        if path == "/robots.txt":
            self.answer(b"", "text/plain", 404)
            return
        time.sleep(0.02)
        number = int(path.strip("/") or 0)
        links = (f"/{next}" for next in range(number + 1, min(number + 4, self.pages)))
        self.answer(page(f"第{number}页 保本", *links))
