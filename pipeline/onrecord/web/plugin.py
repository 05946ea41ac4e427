"""Our pages as a plugin of Datasette: the routes, the shape of answers, and what no page may do."""

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette import Response
from datasette.app import Datasette
from datasette.utils.asgi import Request
from pluggy import HookimplMarker

from onrecord.lookup import opened
from onrecord.lookup.portrait import first_day, last_day
from onrecord.lookup.reading import TIDY, tidy
from onrecord.web import pages
from onrecord.web.asked import Wrong

hookimpl = HookimplMarker("datasette")

HERE = Path(__file__).parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Nothing is run, and nothing fetched but the style of the pages, from where they come from.
OURS = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
# Datasette's own pages of tables bring their script with them.
THEIRS = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

Asks = Mapping[str, str]
Answer = pages.Page | pages.Table | str


class Plugin:
    """The pages over one index, which is opened anew for each of them, so that a new one is seen at once."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.__name__ = "onrecord.web"  # Datasette finds the templates by it

    @hookimpl
    def register_routes(self) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
        """Give the addresses of our pages; they go before those of Datasette."""
        return [
            (r"^/$", self._view(lambda index, _, given: pages.search(index, given))),
            (r"^/person/(?P<id>[^/]+)$", self._view(pages.person)),
            (r"^/article/(?P<id>[^/]+)$", self._view(partial(_read, head=(HERE / "head.html").read_text("utf-8")))),
            (r"^/verify$", self._view(lambda index, _, given: pages.check(index, given))),
            (r"^/statement/(?P<id>[^/]+)$", self._moved),
            (r"^/style\.css$", _style),
        ]

    @hookimpl
    def prepare_jinja2_environment(self, env: Any) -> None:
        """Give templates the addresses of things."""
        for address in (pages.article_address, pages.person_address, pages.statement_address):
            env.filters[address.__name__] = address
        env.filters["since"], env.filters["until"] = first_day, last_day

    @hookimpl
    def asgi_wrapper(self) -> Callable[[Any], Any]:
        """Answer to this machine's own names alone, and forbid pages to run or fetch anything from elsewhere."""
        return _guarded

    def _view(
        self, make: Callable[[sqlite3.Connection, str, Asks], Answer]
    ) -> Callable[[Request, Datasette], Awaitable[Response]]:
        async def view(request: Request, datasette: Datasette) -> Response:
            made = await self._ask(request, make)
            if isinstance(made, Response):
                return await _problem(request, datasette, made)
            if isinstance(made, str):
                return Response.html(made, headers=_headers())
            if isinstance(made, pages.Table):
                return _table(made)
            told = await datasette.render_template(made.template, made.told, request)
            return Response.html(told, headers=_headers())

        return view

    async def _moved(self, request: Request, datasette: Datasette) -> Response:
        made = await self._ask(request, pages.statement)
        if isinstance(made, Response):
            return await _problem(request, datasette, made)
        return Response.redirect(made)

    async def _ask(self, request: Request, make: Callable[..., Any]) -> Any:
        """Make a page in a thread of its own; what cannot be is a plain response with its status and the reason."""
        thing = unquote(request.url_vars.get("id", ""))
        given = {key: request.args[key] for key in request.args}

        def work() -> Any:
            with opened(self.out) as index:
                return make(index, thing, given)

        try:
            return await asyncio.to_thread(work)
        except Wrong as error:
            return Response.text(str(error), 400)
        except pages.Missing as error:
            return Response.text(str(error.args[0]), 404)
        except ValueError as error:
            return Response.text(str(error), 503)


def _read(index: sqlite3.Connection, thing: str, given: Asks, *, head: str) -> Answer:
    return pages.read(index, thing, given, head)


async def _style(request: Request) -> Response:
    del request
    return Response(
        (HERE / "style.css").read_text(encoding="utf-8"), content_type="text/css; charset=utf-8", headers=_headers()
    )


async def _problem(request: Request, datasette: Datasette, why: Response) -> Response:
    titles = {400: "This cannot be asked", 404: "Not here", 503: "No index to look in"}
    told = await datasette.render_template("problem.html", {"title": titles[why.status], "why": why.body}, request)
    return Response.html(told, status=why.status, headers=_headers())


def _table(made: pages.Table) -> Response:
    if made.asked.shape == "json":
        text = json.dumps(
            [json.loads(row["record"]) | {"person_id": row["person_id"]} for row in made.rows], ensure_ascii=False
        )
        return Response(text, content_type="application/json; charset=utf-8", headers=_headers())
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, TIDY, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(map(tidy, made.rows))
    name = {"content-disposition": 'attachment; filename="statements.csv"'}
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8", headers=_headers() | name)


def _headers() -> dict[str, str]:
    return {"content-security-policy": OURS}


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
