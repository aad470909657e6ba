"""What of a document no reader sees."""

import re
from typing import Any

_NEVER = frozenset(
    "script style template noscript head title meta link svg math object iframe audio video".split()
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AT_RULE = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-z0-9]*([.#][\w-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class Visibility:
    """Says which elements are hidden: by tag, attribute, own style, or a simple class rule."""

    def __init__(self, tree: Any) -> None:
        self._hidden = {
            selector
            for style in tree.iter("style")
            for selector in _hiding_selectors(style.text or "")
        }

    def hides(self, element: Any) -> bool:
        """True when neither the element nor anything in it is shown."""
        if element.tag in _NEVER or element.get("hidden") is not None:
            return True
        if element.tag == "input" and (element.get("type") or "").lower() == "hidden":
            return True
        if _HIDING.search(element.get("style") or ""):
            return True
        if not self._hidden:
            return False
        names = {f".{name}" for name in (element.get("class") or "").split()}
        return bool(self._hidden & (names | {f"#{element.get('id')}"}))


def _hiding_selectors(css: str) -> set[str]:
    """Classes and ids that a style sheet hides on the screen.

    Rules inside @media hold for some screens or for paper only and are left out, and so are
    selectors of more than one part: .open .menu hides nothing by itself.
    """
    plain = _AT_RULE.sub("", _COMMENT.sub("", css))
    return {
        match[1]
        for selectors, body in _RULE.findall(plain)
        if _HIDING.search(body)
        for selector in selectors.split(",")
        if (match := _SIMPLE.fullmatch(selector.strip()))
    }
