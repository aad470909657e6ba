"""Addresses: the registered domain by which a platform is known."""

from functools import cache
from urllib.parse import urlsplit

from tldextract import TLDExtract


def registered_domain(url: str) -> str:
    """The registered domain of a URL; an IP address or a bare host name stays what it is.

    ValueError for what is no URL, such as "http://[".

    >>> registered_domain("http://licai.hengtai.com.cn/a"), registered_domain("http://10.0.0.1/")
    ('hengtai.com.cn', '10.0.0.1')
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    registered = _extract()(host).top_domain_under_public_suffix
    if registered or host.rpartition(".")[2].isdigit() or ":" in host:
        return registered or host
    # Suffixes nobody has listed, such as .example, count as one label.
    return ".".join(host.split(".")[-2:])


@cache
def _extract() -> TLDExtract:
    """The list of suffixes that comes with the library: reading a page fetches nothing."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None)
