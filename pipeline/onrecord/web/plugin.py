"""Our pages as a plugin of Datasette: the routes, the shape of answers, and what no page may do."""

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette import Response
from datasette.app import Datasette
from datasette.utils.asgi import Request
from pluggy import HookimplMarker

from onrecord.lookup import opened
from onrecord.lookup.claims import flat_claim, quantity, tidy_claim
from onrecord.lookup.portrait import first_day, last_day
from onrecord.lookup.reading import TIDY, NoIndex, tidy
from onrecord.paper import colours
from onrecord.web import pages
from onrecord.web.asked import Refused

hookimpl = HookimplMarker("datasette")

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Nothing is run, and nothing fetched but the style of the pages, from where they come from.
OURS = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": OURS}
# Datasette's own pages of tables bring their script with them.
THEIRS = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

Make = Callable[..., pages.Page | pages.Table | pages.Moved | str]
TITLES = {400: "This cannot be asked", 404: "Not here", 503: "No index to look in"}


class Plugin:
    """The pages over one index, which is opened anew for each of them, so that a new one is seen at once."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.__name__ = "onrecord.web"  # Datasette finds the templates by it

    @hookimpl
    def register_routes(self) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
        """Give the addresses of our pages; they go before those of Datasette."""
        return [
            (r"^/$", self._view(pages.search)),
            (r"^/person/(?P<id>[^/]+)$", self._view(pages.person)),
            (r"^/article/(?P<id>[^/]+)$", self._view(pages.read)),
            (r"^/statement/(?P<id>[^/]+)$", self._view(pages.statement)),
            (r"^/claims$", self._view(pages.claims)),
            (r"^/verify$", self._view(pages.check)),
            (r"^/style\.css$", _style),
        ]

    @hookimpl
    def prepare_jinja2_environment(self, env: Any) -> None:
        """Give templates the addresses of things, days, and confidences to be read."""
        for one in (pages.article_address, pages.person_address, pages.statement_address, pages.sure, quantity):
            env.filters[one.__name__] = one
        env.filters["since"], env.filters["until"] = first_day, last_day

    @hookimpl
    def asgi_wrapper(self) -> Callable[[Any], Any]:
        """Answer to this machine's own names alone, and forbid pages to run or fetch anything from elsewhere."""
        return _guarded

    def _view(self, make: Make) -> Callable[[Request, Datasette], Awaitable[Response]]:
        async def view(request: Request, datasette: Datasette) -> Response:
            try:
                # in a thread of its own, so that nobody waits for another's question
                made = await asyncio.to_thread(self._made, make, request)
                status = 200
            except (Refused, NoIndex) as error:
                status = getattr(error, "status", 503)
                made = pages.Page("problem.html", {"title": TITLES[status], "why": str(error)})
            if isinstance(made, pages.Moved):
                return Response.redirect(made.address)
            if isinstance(made, pages.Table):
                return _table(made)
            if isinstance(made, pages.Page):
                made = await datasette.render_template(made.template, made.told, request)
            return Response.html(made, status=status, headers=HEADERS)

        return view

    def _made(self, make: Make, request: Request) -> pages.Page | pages.Table | pages.Moved | str:
        given = {key: request.args[key] for key in request.args}
        with opened(self.out) as index:
            return make(index, given, *map(unquote, request.url_vars.values()))


async def _style() -> Response:
    text = colours() + (files("onrecord") / "web" / "style.css").read_text(encoding="utf-8")
    return Response(text, content_type="text/css; charset=utf-8", headers=HEADERS)


def _table(made: pages.Table) -> Response:
    of_claims = bool(made.rows) and "claim_record" in made.rows[0].keys()  # noqa: SIM118 - a row is no mapping
    if made.asked.shape == "json":
        told = [
            tidy_claim(row) if of_claims else json.loads(row["record"]) | {"person_id": row["person_id"]}
            for row in made.rows
        ]
        text = json.dumps(told, ensure_ascii=False)
        return Response(text, content_type="application/json; charset=utf-8", headers=HEADERS)
    out = io.StringIO(newline="")
    rows = [flat_claim(row) for row in made.rows] if of_claims else list(map(tidy, made.rows))
    writer = csv.DictWriter(out, list(rows[0]) if rows else TIDY, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    what = "claims" if of_claims else "statements"
    name = {"content-disposition": f'attachment; filename="{what}.csv"'}
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8", headers=HEADERS | name)


def _guarded(app: Any) -> Any:
    always = {b"x-content-type-options": b"nosniff", b"referrer-policy": b"no-referrer"}

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        # a page from elsewhere that has had its name point here must not read the archive
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host.rpartition(":")[0] not in LOOPBACK and host not in LOOPBACK:
            await Response.text("This is only for the machine it runs on.", 403).asgi_send(send)
            return

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                headers.setdefault(b"content-security-policy", THEIRS.encode())
                message = {**message, "headers": [*(headers | always).items()]}
            await send(message)

        await app(scope, receive, sent)

    return guarded
