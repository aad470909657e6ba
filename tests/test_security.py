"""Who may come in, whose form it is, and what every answer carries."""

import re
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from consoles import Console, PatternJudge, console, file, page_of, running

from dossier.claims import AsOf, Verdict
from dossier.pages import Origin, Page
from dossier.store.engine import Store, open_store
from service.app import create_app
from service.security.accounts import NAME, create_account, reset_password
from service.security.csrf import form_token, is_genuine
from service.security.login import local_path
from service.security.sessions import LASTS_SECONDS, Sessions
from service.security.throttle import Throttle
from service.settings import SECRET_FILE, TOKEN_FILE, Settings, is_loopback

_SERVICE = Path(__file__).parents[1] / "service"
_PAGES = ("/", "/queue", "/page/1", "/paste")
_FORMS = ("/page/1", "/paste", "/logout")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[Store]:
    opened = open_store(folder)
    file(opened, PatternJudge(), page_of((Origin.TITLE, "国企控股,年化18%")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def inside(shop: Store, folder: Path) -> Iterator[Console]:
    """A console somebody is logged in to."""
    with console(shop, PatternJudge(), folder) as opened:
        yield opened


@pytest.fixture
def outside(inside: Console) -> Iterator[Console]:
    """The same console for somebody who is not."""
    opened = Console(str(inside.client.base_url))
    yield opened
    opened.client.close()


@pytest.mark.parametrize(
    "path", ["/queue", "/queue?state=pending&q=%E5%AD%97", "/page/1", "/paste"]
)
def test_without_a_session_the_way_leads_to_the_login(outside: Console, path: str) -> None:
    answer = outside.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2F")
    assert "年化" not in answer.text
    form = outside.client.get(answer.headers["location"])
    assert f'name="next" value="{path}"'.replace("&", "&amp;") in form.text


@pytest.mark.parametrize("path", _FORMS)
def test_without_a_session_no_form_is_read(outside: Console, path: str) -> None:
    answer = outside.post(path, {"act": "suspect", "text": "x"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?")


def test_every_form_of_the_console_asks_for_its_token(inside: Console) -> None:
    sources = [*(_SERVICE / "desk").rglob("*.py"), *(_SERVICE / "security").glob("*.py")]
    posts = {
        path
        for source in sources
        for path in re.findall(r'@router\.post\("([^"]+)"', source.read_text(encoding="utf-8"))
    }
    assert posts == {"/login", "/logout", "/page/{page_id}", "/paste"}
    for path in _FORMS:
        for token in ("", "0" * 64, "é"):
            answer = inside.client.post(path, data={"csrf": token, "act": "pending"})
            assert answer.status_code == 403, path
            assert "没有保存任何内容" in answer.text
    assert inside.get("/queue").status_code == 200


def test_login_needs_the_token_of_its_own_form(outside: Console) -> None:
    assert outside.client.post("/login", data={"name": NAME, "password": "x"}).status_code == 403
    outside.get("/login")
    token = outside.hidden("csrf")
    outside.client.cookies.clear()
    stolen = {"name": NAME, "password": "x", "csrf": token}
    assert outside.client.post("/login", data=stolen).status_code == 403


def test_a_token_belongs_to_one_visitor() -> None:
    token = form_token("secret", "visitor")
    assert is_genuine(token, "secret", "visitor")
    assert not is_genuine(token, "secret", "another")
    assert not is_genuine(token, "other secret", "visitor")
    assert not is_genuine("", "secret", "visitor")


@pytest.mark.parametrize("path", [*_PAGES, "/login", "/page/999", "/nowhere", "/v1/score"])
def test_every_answer_carries_the_safe_headers(inside: Console, path: str) -> None:
    headers = inside.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_static_files_may_be_kept_but_are_asked_for_again(outside: Console) -> None:
    for name in ("console.css", "console.js", "mark.svg"):
        answer = outside.client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-cache"
    assert outside.client.get("/static/../app.py").status_code == 404


@pytest.mark.parametrize("template", sorted(_SERVICE.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_inline_code_and_no_foreign_address(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style", source)
    assert not re.search(r"\son[a-z]+\s*=", source)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))
    assert not re.search(r"(src|href|action)=\"(https?:)?//", source)
    assert "| safe" not in source
    assert "|safe" not in source


def test_page_words_are_never_markup(inside: Console, shop: Store) -> None:
    evil = '<script>alert(1)</script>年化18%" onmouseover="alert(1)'
    filed = file(shop, PatternJudge(), page_of((Origin.TITLE, evil), name="evil"))
    for path in (
        "/queue",
        f"/page/{filed.page_id}",
        f"/queue?q={evil}",
        f"/queue?done={filed.page_id}",
    ):
        text = inside.get(path).text
        assert "<script>" not in text
        assert '" onmouseover' not in text
    pasted = inside.post("/paste", {"text": evil}).text
    assert "<script>" not in pasted


def test_an_unsafe_address_is_no_link(inside: Console, shop: Store) -> None:
    page = replace(page_of((Origin.TITLE, "年化18%")), url="javascript:alert(1)")
    filed = file(shop, PatternJudge(), page)
    assert "javascript:" not in inside.get(f"/page/{filed.page_id}").text


def test_the_secrets_are_private_files_and_stay_the_same(tmp_path: Path) -> None:
    first = Settings.in_folder(tmp_path / "new")
    for name in (SECRET_FILE, TOKEN_FILE):
        path = tmp_path / "new" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text()) >= 32
    assert Settings.in_folder(tmp_path / "new") == first
    assert first.secret != first.token
    assert first.secret not in repr(first)
    assert first.token not in repr(first)


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    made: list[Settings] = []
    threads = [
        threading.Thread(target=lambda: made.append(Settings.in_folder(tmp_path))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({settings.secret for settings in made}) == 1


def test_a_damaged_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / SECRET_FILE).write_text("short")
    with pytest.raises(ValueError, match=r"console\.secret is damaged"):
        Settings.in_folder(tmp_path)


def test_loopback_is_told_from_other_addresses() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "192.168.1.5", "::", "localhost.evil.example", "")))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]", 200),
        ("[::1]:8000", 200),
        ("LOCALHOST:1", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example:8000", 400),
        ("www.localhost", 400),
    ],
)
def test_only_known_hosts_are_answered(outside: Console, host: str, status: int) -> None:
    answer = outside.client.get("/login", headers={"host": host})
    assert answer.status_code == status
    assert "content-security-policy" in answer.headers


def test_a_configured_host_is_answered(store: Store, tmp_path: Path) -> None:
    settings = Settings.in_folder(tmp_path, hosts=("desk.example",))
    with running(create_app(store, PatternJudge(), settings)) as address:
        with httpx.Client(base_url=address, trust_env=False) as client:
            assert client.get("/login", headers={"host": "desk.example:80"}).status_code == 200
            assert client.get("/login", headers={"host": "other.example"}).status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "queue",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
    ],
)
def test_the_way_back_never_leaves_the_console(asked: str) -> None:
    assert local_path(asked) == "/queue"


def test_the_way_back_is_kept() -> None:
    assert local_path("/page/7?done=3") == "/page/7?done=3"
    assert local_path("/queue?q=保本") == "/queue?q=保本"


def test_the_account_is_made_once_and_its_password_shown_once(store: Store, tmp_path: Path) -> None:
    password = create_account(store)
    assert password is not None
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", password)
    assert create_account(store) is None
    with running(create_app(store, PatternJudge(), Settings.in_folder(tmp_path))) as address:
        visitor = Console(address)
        wrong = visitor.log_in("wrong")
        assert wrong.status_code == 401
        assert "名称或密码不对" in wrong.text
        visitor.get("/login")
        assert visitor.post("/login", {"name": "else", "password": password}).status_code == 401
        answer = visitor.log_in(password, next="/paste")
        assert (answer.status_code, answer.headers["location"]) == (303, "/paste")
        session = next(c for c in answer.headers.get_list("set-cookie") if "login" not in c)
        assert "HttpOnly" in session
        assert "SameSite=lax" in session
        assert f"Max-Age={LASTS_SECONDS}" in session
        assert visitor.get("/login").headers["location"] == "/queue"


def test_logging_out_ends_the_session_for_good(store: Store, tmp_path: Path) -> None:
    with console(store, PatternJudge(), tmp_path) as desk:
        stolen = dict(desk.client.cookies)
        desk.get("/queue")
        assert desk.post("/logout", {}).headers["location"] == "/login"
        assert desk.get("/queue").status_code == 303
        desk.client.cookies.update(stolen)
        assert desk.get("/queue").status_code == 303
    with running(create_app(store, PatternJudge(), Settings.in_folder(tmp_path))) as address:
        with httpx.Client(base_url=address, cookies=stolen, trust_env=False) as client:
            assert client.get("/queue").status_code == 303


def test_a_new_password_ends_every_session(store: Store, tmp_path: Path) -> None:
    with console(store, PatternJudge(), tmp_path) as desk:
        password = reset_password(store)
        assert desk.get("/queue").status_code == 303
        assert desk.log_in(password).status_code == 303
        assert desk.get("/queue").status_code == 200


def test_a_session_is_forged_or_outlived_by_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.in_folder(tmp_path)
    sessions = Sessions(settings)
    cookie = sessions.begin("admin", "hash")
    read = sessions.read(cookie)
    assert read is not None
    assert read.fits("hash")
    assert not read.fits("other hash")
    assert not read.fits(None)
    forged = (None, "", "x", cookie[:-1], cookie + "x", "a" + cookie, cookie.upper())
    assert [sessions.read(value) for value in forged] == [None] * len(forged)
    other = Sessions(Settings.in_folder(tmp_path / "other"))
    assert other.read(cookie) is None
    assert other.cookie != sessions.cookie
    later = time.time() + LASTS_SECONDS + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert sessions.read(cookie) is None


def test_ended_sessions_are_forgotten_when_they_would_have_ended(tmp_path: Path) -> None:
    settings = Settings.in_folder(tmp_path)
    clock = 1_000.0
    sessions = Sessions(settings, clock=lambda: clock)
    for _ in range(3):
        session = sessions.read(sessions.begin("admin", "hash"))
        assert session is not None
        sessions.end(session)
        clock += LASTS_SECONDS
    kept = (tmp_path / "sessions-ended.json").read_text()
    assert kept.count(":") == 1


def test_failures_cost_longer_and_longer_waits() -> None:
    throttle = Throttle()
    waits = []
    for _ in range(16):
        throttle.failed("client", 100.0)
        waits.append(throttle.wait("client", 100.0))
    assert waits[:7] == [0, 0, 0, 0, 2, 4, 8]
    assert waits[-1] == 300
    assert throttle.wait("another", 100.0) == 0
    assert throttle.wait("client", 500.0) == 0
    throttle.passed("client")
    assert throttle.wait("client", 100.0) == 0


def test_the_throttle_remembers_a_bounded_number_of_clients() -> None:
    throttle = Throttle()
    for number in range(1_500):
        for _ in range(5):
            throttle.failed(f"client {number}", 0.0)
    assert throttle.wait("client 0", 0.0) == 0
    assert throttle.wait("client 1499", 0.0) == 2


def test_guessing_is_slowed_down(store: Store, tmp_path: Path) -> None:
    password = create_account(store)
    assert password is not None
    with running(create_app(store, PatternJudge(), Settings.in_folder(tmp_path))) as address:
        visitor = Console(address)
        assert [visitor.log_in("wrong").status_code for _ in range(5)] == [401] * 5
        refused = visitor.log_in(password)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) in (1, 2)
        assert "秒后再试" in refused.text


def test_a_failure_of_the_service_tells_nothing_of_its_inside(store: Store, tmp_path: Path) -> None:
    class Broken(PatternJudge):
        def __call__(self, page: Page, as_of: AsOf) -> Verdict:
            raise RuntimeError("inside words")

    with console(store, Broken(), tmp_path) as desk:
        desk.get("/paste")
        answer = desk.post("/paste", {"text": "年化18%"})
        assert answer.status_code == 500
        assert "本次操作未保存" in answer.text
        assert "inside words" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        scored = desk.client.post("/v1/score", json={"text": "x"})
        assert scored.status_code == 500
        assert scored.json()["error"]["message"] == "the service failed on this request"
