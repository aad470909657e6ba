"""Following <meta refresh>, also on pages with a broken base address."""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's middleware, for which `<base href="http://[">` is an error and the page lost."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The request of the address the page sends on to, or the page itself."""
        try:
            return super().process_response(request, response)
        except ValueError:
            return response
