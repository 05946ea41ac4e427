"""One article with its statements, each with its speaker and the reason: for the terminal, and as a page."""

from onrecord.show.page import Around, html
from onrecord.show.terminal import render

__all__ = ["Around", "html", "render"]
