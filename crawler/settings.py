"""Scrapy's settings for one crawl: courteous, honest about who asks, and quiet."""

from typing import Any

from crawler.connect import ALLOW_PRIVATE, ROUTES
from crawler.job import CrawlRequest

MAX_MEGABYTES = 10
USER_AGENT = "adwatch/0.1 (+monitoring of financial advertising)"
MAX_REDIRECTS = 10


def settings(request: CrawlRequest) -> dict[str, Any]:
    """The settings for `request`; nothing is read from a file or the environment."""
    return {**_COURTESY, **_LIMITS, **_PARTS, **_QUIET, **_of(request)}


def _of(request: CrawlRequest) -> dict[str, Any]:
    return {
        ALLOW_PRIVATE: [host.strip("[]").lower() for host in request.allow_private],
        ROUTES: dict(request.routes),
        "DOWNLOAD_DELAY": request.delay,
        "DOWNLOAD_TIMEOUT": request.timeout,
    }


_COURTESY = {
    "USER_AGENT": USER_AGENT,
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "COOKIES_ENABLED": False,
    # The frontier keeps no headers, so a request would tell its referrer or not by chance.
    "REFERRER_POLICY": "no-referrer",
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
        "Accept-Language": "zh-CN,zh;q=0.9",
    },
}

_LIMITS = {
    # Also holds for bodies without or with a false Content-Length, and for what a compressed
    # body unfolds to.
    "DOWNLOAD_MAXSIZE": MAX_MEGABYTES * 1024 * 1024,
    "DOWNLOAD_WARNSIZE": 0,
    "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
    # Scrapy follows <meta refresh> of up to 100 seconds; a front page that reloads itself every
    # minute would be a redirect loop and never be read.
    "METAREFRESH_MAXDELAY": 5,
    "RETRY_TIMES": 2,
}

_PARTS = {
    # Of one answer, in the order the spider yields: its links are queued before its page is filed.
    "CONCURRENT_ITEMS": 1,
    "SCHEDULER": "crawler.scheduler.FrontierScheduler",
    "ITEM_PIPELINES": {"crawler.pipelines.FilingPipeline": 100},
    "DOWNLOADER_MIDDLEWARES": {
        # It drops a redirect off the site without a word; Guard refuses it, and that is filed.
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "crawler.refresh.MetaRefresh": 580,
        # Where HttpProxyMiddleware would stand, which reads the environment.
        "crawler.connect.Guard": 750,
    },
    "HTTPPROXY_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "crawler.connect.PublicResolver",
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    # Both let whoever reaches them run code in the crawler.
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
}

_QUIET = {
    "LOG_LEVEL": "WARNING",
    "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    "STATS_DUMP": False,
}
