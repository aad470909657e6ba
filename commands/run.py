"""Commands that open the console: over the demo city, or over what is in the data folder."""

import socket
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from commands import place
from dossier.errors import BadInput
from dossier.store.engine import Store, open_store
from service.app import create_app
from service.app import serve as answer
from service.security.accounts import NAME, create_account, reset_password
from service.settings import Settings, is_loopback


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen."""

    host: str
    port: int


def demo(port: int, data: Path | None) -> None:
    """Crawl the demo city with the real crawler, then serve what was found."""
    from commands.crawl import crawl_city  # `adwatch serve` has no use for Scrapy

    where = Place("127.0.0.1", port)
    _check_free(where)
    crawl_city(place.data_folder(data), place.detector(None, data))
    serve(where, data, None, new_password=False)


def serve(where: Place, data: Path | None, model: Path | None, *, new_password: bool) -> None:
    """Serve until interrupted; the password is printed when the account is made."""
    _check_free(where)
    folder = place.data_folder(data)
    detector = place.detector(model, data)
    settings = Settings.in_folder(folder, host=where.host)
    store = open_store(folder)
    _greet(store, where, new_password=new_password)
    answer(create_app(store, detector, settings), host=where.host, port=where.port)


def _check_free(where: Place) -> None:
    """Refuse a port that is taken before a crawl is run and a password shown for nothing."""
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.host, where.port))
        except OSError as error:
            taken = f"{where.host} port {where.port}: {error.strerror}"
            raise BadInput(f"{taken}; choose another with --port") from None


def _greet(store: Store, where: Place, *, new_password: bool) -> None:
    console = Console(stderr=True, highlight=False)
    password = reset_password(store) if new_password else create_account(store)
    console.print(f"Console: http://{where.host}:{where.port}/  (Ctrl-C stops)")
    if password is not None:
        console.print(f"Account: {NAME}   Password: {password}   (shown this once)")
    else:
        console.print(f"Account: {NAME}; a new password: adwatch serve --new-password")
    if not is_loopback(where.host):
        console.print("Reachable from other machines: /v1 asks for the token in api.token.")
