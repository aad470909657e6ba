"""Serves the demo city on loopback, to a crawler as its HTTP proxy or to anyone by Host header."""

import logging
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from crawler.demo.net_values import net_values

log = logging.getLogger(__name__)

PLAN = Path(__file__).with_name("city.toml")
PAGES = Path(__file__).with_name("city")
_GENERATED: Mapping[str, Callable[[], str]] = {"net_values": net_values}

_NOTE_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Site:
    """One host of the city: what it is called, what it claims of its pages, what they truly are."""

    name: str
    host: str
    kind: str
    content_type: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the city answers with, by (host, path); what stands in no map is not found."""

    sites: Mapping[str, Site]
    files: Mapping[tuple[str, str], Path]
    redirects: Mapping[tuple[str, str], str]
    statuses: Mapping[tuple[str, str], HTTPStatus]
    generated: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class City:
    """The city while it is served: give `proxy` to the crawler and let it begin at `start_urls`."""

    proxy: str
    sites: tuple[Site, ...]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name, in the order of city.toml."""
        return tuple(site.host for site in self.sites)

    @property
    def start_urls(self) -> tuple[str, ...]:
        """The front page of every host."""
        return tuple(f"http://{host}/" for host in self.hosts)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the client; `location` only with a redirect."""

    status: HTTPStatus
    content_type: str
    body: bytes
    location: str | None = None


def read_plan() -> Plan:
    """Read city.toml and list the files beside it."""
    tables: dict[str, list[dict[str, Any]]] = tomllib.loads(PLAN.read_text("utf-8"))

    def by_path(table: str, path: str, value: str) -> dict[tuple[str, str], Any]:
        return {(row["host"], row[path]): row[value] for row in tables[table]}

    sites = {row["host"]: Site(**row) for row in tables["host"]}
    statuses = by_path("status", "path", "status")
    return Plan(
        sites=sites,
        files={at: file for host in sites for at, file in _files(host)},
        redirects=by_path("redirect", "from", "to"),
        statuses={at: HTTPStatus(status) for at, status in statuses.items()},
        generated=by_path("generated", "path", "page"),
    )


def _files(host: str) -> Iterator[tuple[tuple[str, str], Path]]:
    home = PAGES / host
    for file in home.rglob("*"):
        if file.is_file():
            path = "/" + file.relative_to(home).as_posix()
            yield (host, path), file
            if file.name == "index.html":
                yield (host, path.removesuffix("index.html")), file


def answer(plan: Plan, host: str, raw_path: str) -> Reply:
    """The reply to a request for `raw_path`, percent-encoded as it stood in the request line."""
    # A path is only ever looked up, never joined to a folder: no request can leave the city.
    path = unquote(raw_path) or "/"
    at = (host, path)
    if at in plan.redirects:
        return _note(HTTPStatus.MOVED_PERMANENTLY, plan.redirects[at])
    if at in plan.statuses:
        return _note(plan.statuses[at])
    if at in plan.generated:
        site = plan.sites[host]
        text = _GENERATED[plan.generated[at]]()
        return Reply(HTTPStatus.OK, site.content_type, text.encode(site.encoding))
    if at in plan.files:
        file = plan.files[at]
        return Reply(HTTPStatus.OK, _content_type(plan.sites[host], file), file.read_bytes())
    if (host, path + "/") in plan.files:
        return _note(HTTPStatus.MOVED_PERMANENTLY, quote(path) + "/")
    return _note(HTTPStatus.NOT_FOUND)


def _content_type(site: Site, file: Path) -> str:
    if file.suffix == ".html":
        return site.content_type
    return "text/plain" if file.name == "robots.txt" else "application/octet-stream"


def _note(status: HTTPStatus, location: str | None = None) -> Reply:
    text = f"<!DOCTYPE html><title>{status.value}</title><p>{status.value} {status.phrase}</p>\n"
    return Reply(status, _NOTE_TYPE, text.encode(), location)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    # Headers and body leave in one packet: apart, Nagle's algorithm makes each page wait 40 ms.
    wbufsize = -1
    server: "_Server"

    def do_GET(self) -> None:
        reply = self._reply()
        self._send_head(reply)
        self.wfile.write(reply.body)

    def do_HEAD(self) -> None:
        self._send_head(self._reply())

    def _reply(self) -> Reply:
        """Find the host in the absolute form a proxy gets, else in the Host header."""
        try:
            target = urlsplit(self.path)
            asked = target if target.netloc else urlsplit("//" + self.headers.get("Host", ""))
            host = asked.hostname or ""
        except ValueError:
            return _note(HTTPStatus.BAD_REQUEST)
        return answer(self.server.plan, host, target.path)

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.location is not None:
            self.send_header("Location", reply.location)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def __init__(self, plan: Plan, port: int) -> None:
        self.plan = plan
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Mostly a client that hung up; the base class would print a traceback to stderr.
        log.debug("request from %s failed", client_address, exc_info=True)


@contextmanager
def serve_city(port: int = 0) -> Iterator[City]:
    """Serve the city on 127.0.0.1 until the block ends; port 0 takes any free one."""
    plan = read_plan()
    with _Server(plan, port) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), name="demo-city", daemon=True)
        thread.start()
        try:
            yield City(f"http://127.0.0.1:{server.server_port}", tuple(plan.sites.values()))
        finally:
            server.shutdown()
            thread.join()
