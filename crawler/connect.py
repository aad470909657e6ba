"""Where the crawler may connect: public addresses, what was allowed by name, and the demo.

Two guards, since neither is enough alone. The resolver sees every address that is about to be
connected to, so a name that points inwards (DNS rebinding, a redirect to a private name) gets no
further. The middleware sees literal addresses in the URL, where it can say why, and it is the
only place that sends a host through a proxy. Proxies of the environment are ignored without
exception: behind one, names are resolved elsewhere and no address could be checked here.
"""

import socket
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingHostnameResolver, HostResolution
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver

from crawler.platforms import site_of

ALLOW_PRIVATE = "ADWATCH_ALLOW_PRIVATE"
ROUTES = "ADWATCH_ROUTES"

_NAT64 = IPv6Network("64:ff9b::/96")
_KINDS = ("unspecified", "loopback", "link_local", "multicast", "reserved", "private")


class Refused(IgnoreRequest):
    """The crawler does not go there; the message is the sentence that is filed."""


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address a host is written as, in any form getaddrinfo takes; None for a name.

    >>> str(literal_address("0x7f.1")), str(literal_address("2130706433"))
    ('127.0.0.1', '127.0.0.1')
    >>> literal_address("www.hengtai.example") is None
    True
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def why_not_public(address: IPv4Address | IPv6Address) -> str | None:
    """What kind of address this is when it is not a public one; None when it is.

    >>> why_not_public(ip_address("::ffff:10.0.0.1")), why_not_public(ip_address("8.8.8.8"))
    ('private', None)
    """
    inner = _unwrapped(address)
    for kind in _KINDS:
        if getattr(inner, f"is_{kind}"):
            return kind.replace("_", "-")
    # 100.64.0.0/10, shared by carriers, is neither private nor global.
    return None if inner.is_global else "private"


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address an IPv6 one leads to: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


class _PublicOnly:
    """An IResolutionReceiver that passes public addresses on and notes the others."""

    def __init__(self, receiver: Any, host: str, refused: dict[str, str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        host = str(getattr(address, "host", ""))
        found = literal_address(host)
        kind = why_not_public(found) if found else "unknown"
        if kind is None:
            self._receiver.addressResolved(address)
        else:
            self._refused[self._host] = _sentence(self._host, host, kind)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


def _sentence(host: str, address: str, kind: str) -> str:
    what = f"{host} is" if host == address else f"{host} leads to {address},"
    return f"refused: {what} a {kind} address"


class PublicResolver(CachingHostnameResolver):
    """Scrapy's resolver, without addresses that are not public.

    It is what the connection uses, so an address is checked when it is connected to and not a
    moment earlier. The cache holds what was resolved; the check is made again on every hit.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self.trusted: frozenset[str] = frozenset()
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """The resolver of a crawl: it trusts hosts allowed by name, and the demo's proxies."""
        resolver = super().from_crawler(crawler, reactor)
        # The proxies are literal addresses (`CrawlRequest` sees to it), so that a page which
        # names one is refused by the middleware all the same.
        proxies = {urlsplit(proxy).hostname or "" for proxy in crawler.settings[ROUTES].values()}
        resolver.trusted = frozenset(crawler.settings[ALLOW_PRIVATE]) | proxies
        return resolver

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve, keeping back what is not public unless the host is trusted."""
        receiver: Any = resolutionReceiver
        try:
            # As URLs write it: Twisted hands over 恒泰.example decoded.
            host = hostName.encode("idna").decode("ascii").lower()
        except UnicodeError:
            # A label of 64 letters; getaddrinfo would break on it and the request hang.
            nowhere = cast(IHostResolution, HostResolution(hostName))
            receiver.resolutionBegan(nowhere)
            receiver.resolutionComplete()
            return nowhere
        if host not in self.trusted:
            receiver = _PublicOnly(receiver, host, self.refused)
        return super().resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


class Guard:
    """Downloader middleware: routes the demo's hosts, refuses where no request may go.

    Nearest to the network, so that redirects, retries and robots.txt pass it too.
    """

    def __init__(
        self, allowed: frozenset[str], routes: Mapping[str, str], refused: Mapping[str, str]
    ) -> None:
        self._allowed = allowed
        self._routes = routes
        self._refused = refused

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The guard of a crawl; RuntimeError when the reactor resolves without the check."""
        from twisted.internet import reactor  # importing it installs one, hence so late

        resolver = getattr(reactor, "nameResolver", None)
        if not isinstance(resolver, PublicResolver):
            raise RuntimeError("the reactor does not use PublicResolver")
        allowed = frozenset(crawler.settings[ALLOW_PRIVATE])
        return cls(allowed, dict(crawler.settings[ROUTES]), resolver.refused)

    def process_request(self, request: Request) -> None:
        """Route or check one request; Refused says where it may not go."""
        _stay_on_site(request)
        host = urlparse_cached(request).hostname or ""
        request.meta["proxy"] = self._routes.get(host)
        address = literal_address(host)
        if request.meta["proxy"] or address is None or host in self._allowed:
            return
        kind = why_not_public(address)
        if kind is not None:
            raise Refused(_sentence(host, str(address), kind))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that leads inwards from one that leads nowhere, and do not retry it."""
        if not isinstance(exception, CannotResolveHostError):
            return
        reason = self._refused.get(urlparse_cached(request).hostname or "")
        if reason is not None:
            raise Refused(reason) from exception


def _stay_on_site(request: Request) -> None:
    """Refuse a link that was redirected off its platform; a starting address may move."""
    site = request.meta.get("site")
    if site is None:
        return
    now = site_of(request.url, request.meta["within"])
    if now != site:
        raise Refused(f"refused: redirected from {site} to {now}")
