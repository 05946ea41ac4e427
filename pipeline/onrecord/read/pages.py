"""A web page as served becomes the article that stands in it: its paragraphs, title, date, outlet and byline."""

import logging
import re
from collections.abc import Iterator
from typing import Any

REMEDY = "pip install 'onrecord[html]'"

# A date is taken from what the page declares, never from its prose, and whatever today is.
_DATE = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d", "max_date": "2100-01-01"}
_BLOCKS = frozenset({"p", "head", "item", "list", "quote", "code", "table", "row", "cell", "div", "body"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DOUBLE_MARKS = re.compile('["“”„«»]')
_XML = re.compile(r"^\s*<\?xml[^<>]*\?>")
# Browsers draw quotation marks around <q>; without them a quotation would be lost.
_QUOTED = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.IGNORECASE)
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*(?:<br\s*/?>\s*)+", re.IGNORECASE)  # a new paragraph, on older pages
# A drop cap that stands before its paragraph is left behind when the paragraphs are taken out.
_DROP_CAP = re.compile(
    r"<span\b[^<>]*>\s*([\"“‘']?[A-Z])\s*</span>\s*"
    r"(<p\b[^<>]*>(?:\s*<(?:a|b|em|i|span|strong)\b[^<>]*>)*)(?=[a-z’'])"
)

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it would say is said by the reject


def page_row(html: str) -> dict[str, Any] | tuple[str, str]:
    """Give the fields of the article in a page, paragraphs parted by blank lines; or why there is none and a remedy."""
    try:
        import trafilatura  # a quarter of a second, paid only by those who read pages
    except ImportError as error:
        return f"reading web pages needs an extra that is not installed ({str(error).splitlines()[0]})", REMEDY
    html = _XML.sub("", html)
    html = _QUOTED.sub(lambda tag: "”" if tag[1] else "“", html)
    html = _TWO_BREAKS.sub("</p><p>", html)
    html = _DROP_CAP.sub(r"\2\1", html)
    try:
        found = trafilatura.bare_extraction(
            html,
            with_metadata=True,
            include_comments=False,
            include_links=True,  # so that lines that are nothing but a link to another article can be told
            date_extraction_params=dict(_DATE),
        )
    except Exception as error:  # noqa: BLE001 (others' code on anyone's page: what it raises is about this page)
        return f"no article could be taken out of the page ({type(error).__name__})", "save the article's words as .txt"
    body = None if found is None or isinstance(found, dict) else found.body
    text = "" if body is None else "\n\n".join(_paragraphs(body))
    if found is None or isinstance(found, dict) or not text:
        return "no article was found in the page", "save the article's words as .txt"
    return {
        "text": text,
        "title": found.title,
        "url": found.url,
        "published": found.date,
        "outlet": found.sitename,
        "byline": found.author,
    }


def _paragraphs(body: Any) -> Iterator[str]:
    """Give the paragraphs of an extracted page: space as browsers show it, a line break kept, two of them a new one."""
    for element in list(body.iter("p", "item", "head")):
        if _is_link_line(element):
            after = element.tail
            element.clear()
            element.tail = after
    for paragraph in re.split(r"\n *\n[ \n]*", "".join(_pieces(body))):
        tidy = re.sub(r" *\n *", "\n", re.sub(r" +", " ", paragraph)).strip(" \n")
        if tidy:
            yield tidy


def _is_link_line(element: Any) -> bool:
    """Say whether a paragraph only leads elsewhere: mostly a link, one line, quoting nobody, no full stop."""
    if element.find(".//lb") is not None:
        return False
    words = "".join(element.itertext()).strip()
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("ref"))
    return 2 * linked >= len(words) > 0 and not words.endswith(".") and not _DOUBLE_MARKS.search(words)


def _pieces(body: Any) -> Iterator[str]:
    from lxml import etree

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n\n"
        elif element.tag == "lb" and event == "end":
            yield "\n"
        yield _SPACE.sub(" ", (element.text if event == "start" else element.tail) or "")
