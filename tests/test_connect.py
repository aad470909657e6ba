"""Where the crawler may connect: every spelling of an address, and names that lead inwards."""

from ipaddress import ip_address
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import dnscache
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.connect import Guard, PublicResolver, Refused, literal_address, why_not_public
from crawler.platforms import Within, site_of


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("10.1", "10.0.0.1"),
        ("0", "0.0.0.0"),
        ("::1", "::1"),
        ("::ffff:169.254.169.254", "::ffff:169.254.169.254"),
        ("www.hengtai.example", None),
        ("127.0.0.1.example", None),
        ("1.2.3.4.5", None),
        ("恒泰.example", None),
    ],
)
def test_an_address_is_known_in_every_spelling(host: str, address: str | None) -> None:
    assert literal_address(host) == (ip_address(address) if address else None)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.8.8.8", "loopback"),
        ("10.0.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("100.64.0.1", "private"),
        ("0.0.0.0", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fe80::1", "link-local"),
        ("fc00::1", "private"),
        ("ff02::1", "multicast"),
        ("::ffff:127.0.0.1", "loopback"),
        ("64:ff9b::a00:1", "private"),
        ("2002:a00:1::", "private"),
        ("8.8.8.8", None),
        ("172.32.0.1", None),
        ("2606:4700::1111", None),
        ("::ffff:8.8.8.8", None),
        ("64:ff9b::808:808", None),
    ],
)
def test_what_is_not_public_is_named(address: str, kind: str | None) -> None:
    assert why_not_public(ip_address(address)) == kind


GUARD = Guard(
    frozenset({"192.168.7.7"}),
    {"www.hengtai.example": "http://127.0.0.1:4444"},
    {"intranet.example": "refused: intranet.example leads to 10.0.0.5, a private address"},
)


@pytest.mark.parametrize("url", ["http://0x7f.1/", "http://[::ffff:10.0.0.1]/", "http://127.1:80/"])
def test_a_literal_address_is_refused(url: str) -> None:
    with pytest.raises(Refused, match=r"^refused: "):
        GUARD.process_request(Request(url))


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://www.hengtai.example/a", "http://127.0.0.1:4444"),
        ("http://hengtai.example/a", None),
        ("http://8.8.8.8/", None),
        ("http://192.168.7.7/", None),
    ],
)
def test_only_listed_hosts_are_routed(url: str, proxy: str | None) -> None:
    # A redirect copies meta, and with it the proxy of the host it came from.
    request = Request(url, meta={"proxy": "http://127.0.0.1:4444"})
    GUARD.process_request(request)
    assert request.meta["proxy"] == proxy


@pytest.mark.parametrize(
    ("url", "within", "site"),
    [
        ("http://licai.hengtai.example/a", "domain", "hengtai.example"),
        ("http://licai.hengtai.example/a", "host", "licai.hengtai.example"),
        ("https://www.hengtai.com.cn:8443/", "domain", "hengtai.com.cn"),
        ("http://127.0.0.1:80/", "domain", "127.0.0.1"),
        ("http://[::1]/", "domain", "::1"),
        ("http://localhost/", "domain", "localhost"),
    ],
)
def test_a_site_is_a_registered_domain_or_a_host(url: str, within: Within, site: str) -> None:
    assert site_of(url, within) == site


def test_a_link_may_not_be_redirected_off_its_site() -> None:
    meta = {"site": "hengtai.example", "within": "domain"}
    GUARD.process_request(Request("http://licai.hengtai.example/", meta=meta))
    with pytest.raises(Refused, match=r"from hengtai\.example to elsewhere\.example"):
        GUARD.process_request(Request("http://www.elsewhere.example/", meta=meta))


def test_a_name_that_leads_inwards_is_not_retried_as_unknown() -> None:
    with pytest.raises(Refused, match=r"10\.0\.0\.5"):
        GUARD.process_exception(Request("http://intranet.example/"), CannotResolveHostError())
    GUARD.process_exception(Request("http://nowhere.example/"), CannotResolveHostError())


class Answers:
    """A resolver and a receiver in one: what names lead to, and what is passed on."""

    names: dict[str, list[Any]]

    def __init__(self, **names: list[Any]) -> None:
        self.names = names
        self.nameResolver = self
        self.received: list[str] = []

    def resolveHostName(self, receiver: Any, name: str, *_: Any) -> Any:
        receiver.resolutionBegan(None)
        for address in self.names[name]:
            receiver.addressResolved(address)
        receiver.resolutionComplete()
        return None

    def resolutionBegan(self, _: Any) -> None:
        self.received = []

    def addressResolved(self, address: Any) -> None:
        self.received.append(address.host)

    def resolutionComplete(self) -> None:
        pass


@pytest.fixture
def answers() -> Any:
    dnscache.clear()
    yield Answers(
        inward=[IPv4Address("TCP", "10.0.0.5", 80)],
        mixed=[IPv4Address("TCP", "8.8.8.8", 80), IPv6Address("TCP", "fc00::1", 80)],
    )
    dnscache.clear()


def test_the_resolver_keeps_back_what_is_not_public(answers: Answers) -> None:
    resolver = PublicResolver(answers, 10)  # type: ignore[arg-type]
    for _from_cache in range(2):
        resolver.resolveHostName(answers, "inward", 80)  # type: ignore[arg-type]
        assert answers.received == []
    resolver.resolveHostName(answers, "mixed", 80)  # type: ignore[arg-type]
    assert answers.received == ["8.8.8.8"]
    assert resolver.refused["inward"] == "refused: inward leads to 10.0.0.5, a private address"


def test_a_host_allowed_by_name_is_resolved_as_it_is(answers: Answers) -> None:
    resolver = PublicResolver(answers, 10)  # type: ignore[arg-type]
    resolver.trusted = frozenset({"inward"})
    resolver.resolveHostName(answers, "inward", 80)  # type: ignore[arg-type]
    assert answers.received == ["10.0.0.5"]
