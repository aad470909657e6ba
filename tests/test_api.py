"""The interface for programs: what it answers, and the one sentence for what it cannot read."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from consoles import PatternJudge, running
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from dossier.casework.filing import Judge
from dossier.claims import AsOf, Verdict
from dossier.pages import MOST_BYTES, Page
from dossier.store.engine import open_store
from dossier.times import day_in_shanghai
from dossier.wire import VerdictDoc, from_doc
from service.app import create_app
from service.security.bodies import LimitBody
from service.settings import Settings

_PITCH = "我们是国企控股的平台,年化18%😀𠮷,到期一分不少"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def api(folder: Path) -> Iterator[httpx.Client]:
    store = open_store(folder)
    with running(create_app(store, PatternJudge(), Settings.in_folder(folder))) as address:
        with httpx.Client(base_url=address, trust_env=False) as client:
            yield client
    store.close()


def _body(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _post(client: httpx.Client, path: str, body: bytes, kind: str = "application/json") -> Any:
    return client.post(path, content=body, headers={"content-type": kind})


def test_one_text_is_answered_in_the_shape_of_the_wire(api: httpx.Client) -> None:
    answer = api.post("/v1/score", json={"text": _PITCH, "as_of": "2026-09-29", "other": 1})
    assert answer.status_code == 200
    doc: VerdictDoc = answer.json()
    assert doc["id"] == 1
    assert doc["as_of"] == {"date": "2026-09-29", "basis": "given"}
    assert from_doc(doc).promotional
    for claim in doc["claims"]:
        assert _PITCH[claim["start"] : claim["end"]] == claim["quote"]


def test_the_day_is_today_in_shanghai_unless_given(api: httpx.Client) -> None:
    before = day_in_shanghai(datetime.now(UTC))
    as_of = api.post("/v1/score", json={"text": "x", "as_of": None}).json()["as_of"]
    after = day_in_shanghai(datetime.now(UTC))
    assert as_of["basis"] == "today"
    assert before.isoformat() <= as_of["date"] <= after.isoformat()


def test_a_batch_keeps_order_and_echoes_ids(api: httpx.Client) -> None:
    items: list[dict[str, Any]] = [
        {"text": "a", "id": "甲"},
        {"text": "b"},
        {"text": "c", "id": 0},
        {"text": "d", "id": None, "as_of": "2020-01-01"},
    ]
    answers = api.post("/v1/score/batch", json={"items": items}).json()["answers"]
    assert [answer["id"] for answer in answers] == ["甲", 2, 0, 4]
    assert answers[3]["as_of"]["date"] == "2020-01-01"


def test_text_is_judged_as_sent(api: httpx.Client) -> None:
    # Only browsers rewrite line ends; a program's offsets are those of its own text.
    doc = api.post("/v1/score", json={"text": "甲\r\n年化18%"}).json()
    assert doc["claims"][0]["start"] == 3


def test_emptiness_is_answered_not_refused(api: httpx.Client) -> None:
    for text in ("", "  \n", "😀"):
        assert api.post("/v1/score", json={"text": text}).json()["promotional"] is False


# field at fault, body; append new cases here.
_BAD_BODIES: list[tuple[str, str, bytes]] = [
    ("/v1/score", "text", b"{}"),
    ("/v1/score", "text", b'{"text": null}'),
    ("/v1/score", "text", b'{"text": 5}'),
    ("/v1/score", "text", b'{"text": ["a"]}'),
    ("/v1/score", "text", b'{"text": "a\\ud800b"}'),
    ("/v1/score", "text", _body({"text": "a" * (MOST_BYTES + 1)})),
    ("/v1/score", "text", _body({"text": "保" * (MOST_BYTES // 3 + 1)})),
    ("/v1/score", "as_of", b'{"text": "a", "as_of": "2026-02-30"}'),
    ("/v1/score", "as_of", b'{"text": "a", "as_of": "yesterday"}'),
    ("/v1/score", "as_of", b'{"text": "a", "as_of": ""}'),
    ("/v1/score", "as_of", b'{"text": "a", "as_of": 20261123}'),
    ("/v1/score", "id", b'{"text": "a", "id": true}'),
    ("/v1/score", "id", b'{"text": "a", "id": 1.5}'),
    ("/v1/score", "id", b'{"text": "a", "id": "\\ud800"}'),
    ("/v1/score", "body", b""),
    ("/v1/score", "body", b"[]"),
    ("/v1/score", "body", b'"text"'),
    ("/v1/score", "body", b"null"),
    ("/v1/score", "body", b'{"text": "a"'),
    ("/v1/score", "body", b'{"text": "\xff"}'),
    ("/v1/score", "body", '{"text": "a"}'.encode("utf-16")),
    ("/v1/score", "body", b"[" * 100_000),
    ("/v1/score", "body", b'{"text": "a", "id": ' + b"9" * 5_000 + b"}"),
    ("/v1/score/batch", "items", b"{}"),
    ("/v1/score/batch", "items", b'{"items": []}'),
    ("/v1/score/batch", "items", b'{"items": "a"}'),
    ("/v1/score/batch", "items", _body({"items": [{"text": "a"}] * 1_001})),
    ("/v1/score/batch", "items[1]", b'{"items": [{"text": "a"}, "b"]}'),
    ("/v1/score/batch", "items[1].text", b'{"items": [{"text": "a"}, {"id": 2}]}'),
    ("/v1/score/batch", "items[0].as_of", b'{"items": [{"text": "a", "as_of": "x"}]}'),
    ("/v1/score/batch", "body", b"[]"),
]


@pytest.mark.parametrize(("path", "field", "body"), _BAD_BODIES, ids=range(len(_BAD_BODIES)))
def test_a_bad_body_is_refused_in_one_sentence(
    api: httpx.Client, path: str, field: str, body: bytes
) -> None:
    answer = _post(api, path, body)
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert error["field"] == field
    assert error["message"].startswith(f"{field} ")
    assert "\n" not in error["message"]
    assert len(error["message"]) < 120


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_declared_json_is_read(api: httpx.Client, kind: str) -> None:
    answer = _post(api, "/v1/score", b'{"text": "a"}', kind)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "content-type"


def test_a_declared_charset_is_no_other_type(api: httpx.Client) -> None:
    answer = _post(api, "/v1/score", b'{"text": "a"}', "Application/JSON; charset=utf-8")
    assert answer.status_code == 200


def test_a_batch_is_all_or_nothing(folder: Path) -> None:
    judged: list[str] = []

    class Watched(PatternJudge):
        def __call__(self, page: Page, as_of: AsOf) -> Verdict:
            judged.append(page.text)
            return super().__call__(page, as_of)

    items = [{"text": "a"}, {"text": None}]
    with _serving(folder, Watched()) as client:
        assert client.post("/v1/score/batch", json={"items": items}).status_code == 422
    assert judged == []


def test_a_thousand_items_are_answered(api: httpx.Client) -> None:
    items = [{"text": "年化18%"}] * 1_000
    answers = api.post("/v1/score/batch", json={"items": items}, timeout=60).json()["answers"]
    assert [answer["id"] for answer in answers] == list(range(1, 1_001))


def test_a_body_over_the_limit_is_refused(api: httpx.Client) -> None:
    chunks = (b"a" * 1_000_000 for _ in range(20))
    headers = {"content-type": "application/json"}
    answer = api.post("/v1/score", content=chunks, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["error"]["message"].startswith("the body is larger")


def test_a_body_that_declares_too_much_is_not_read_at_all(api: httpx.Client) -> None:
    head = (
        "POST /v1/score HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"
    )
    with socket.create_connection((api.base_url.host, api.base_url.port or 0), 10) as line:
        line.sendall(head.encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_an_endless_body_is_read_up_to_the_limit() -> None:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 10
        return {"type": "http.request", "body": b"0123456789", "more_body": True}

    async def read_all(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            await receive()

    async def send(_message: Message) -> None:
        raise AssertionError("nothing is sent")

    scope: Scope = {"type": "http", "headers": []}
    with pytest.raises(HTTPException, match="larger than 100 bytes"):
        asyncio.run(LimitBody(read_all, limit=100)(scope, receive, send))
    assert taken == 110


def test_unknown_paths_and_methods_answer_in_json(api: httpx.Client) -> None:
    assert api.get("/v1/other").json()["error"]["field"] is None
    assert api.get("/v1/score").status_code == 405


def test_health_names_the_detector(api: httpx.Client) -> None:
    health = api.get("/healthz").json()
    assert health["status"] == "ok"
    assert health["detector"]["model"] == "model1"


def test_openapi_is_made_from_the_wire_and_no_page_loads_foreign_scripts(
    api: httpx.Client,
) -> None:
    described = api.get("/openapi.json").json()
    assert set(described["paths"]) == {"/v1/score", "/v1/score/batch", "/healthz"}
    keys = described["components"]["schemas"]["VerdictDoc"]["properties"]
    assert set(keys) == set(VerdictDoc.__annotations__)
    answers = described["paths"]["/v1/score"]["post"]["responses"]
    assert answers["422"]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorDoc")
    assert [api.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


@contextmanager
def _serving(folder: Path, judge: Judge, host: str = "127.0.0.1") -> Iterator[httpx.Client]:
    """A client of an app that believes to be bound to `host`."""
    store = open_store(folder)
    with running(create_app(store, judge, Settings.in_folder(folder, host=host))) as address:
        with httpx.Client(base_url=address, trust_env=False) as client:
            yield client
    store.close()


def test_bound_elsewhere_the_token_is_asked_for(folder: Path) -> None:
    token = Settings.in_folder(folder).token
    cases = {
        "": 401,
        "Bearer": 401,
        f"Basic {token}": 401,
        "Bearer wrong": 401,
        f"Bearer {token}x": 401,
        f"Bearer {token}": 200,
        f"bearer {token}": 200,
    }
    with _serving(folder, PatternJudge(), host="0.0.0.0") as client:
        for sent, status in cases.items():
            answer = client.post("/v1/score", json={"text": "a"}, headers={"authorization": sent})
            assert answer.status_code == status, sent
            if status == 401:
                assert answer.headers["www-authenticate"] == "Bearer"
                assert answer.json()["error"]["field"] == "authorization"
        assert client.get("/healthz").status_code == 200


def test_a_proxy_on_this_machine_speaks_for_others(api: httpx.Client) -> None:
    for name in ("x-forwarded-for", "forwarded"):
        answer = api.post("/v1/score", json={"text": "a"}, headers={name: "203.0.113.5"})
        assert answer.status_code == 401


def test_any_detector_answers(detector: Judge, folder: Path) -> None:
    with _serving(folder, detector) as client:
        text = "😀本产品保本保息,年化18%,国企控股,欢迎投资"
        doc = client.post("/v1/score", json={"text": text}).json()
        empty = client.post("/v1/score", json={"text": ""}).json()
    found = [*doc["claims"], *doc["suppressed"]]
    assert all(text[claim["start"] : claim["end"]] == claim["quote"] for claim in found)
    assert empty["promotional"] is False
