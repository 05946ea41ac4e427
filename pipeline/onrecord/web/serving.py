"""The pages on a port of this machine."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from onrecord.lookup import FILE
from onrecord.web.plugin import Plugin

HOST = "127.0.0.1"
SETTINGS = {
    "default_allow_sql": False,
    "allow_download": False,
    "suggest_facets": False,
    "default_page_size": 50,
    "sql_time_limit_ms": 2000,
    "max_csv_mb": 0,
}
# Sorted by a column, Datasette's pages go on by that column and the key, but it sorts by the column alone: where values
# are the same, rows would be lost and repeated. In the order of the key nothing is.
_TABLE: dict[str, Any] = {"sortable_columns": []}
ABOUT = {
    "title": "onrecord",
    "databases": {
        "onrecord": {
            "tables": {
                "statements": {**_TABLE, "label_column": "text", "facets": ["form", "act"]},
                "people": {**_TABLE, "label_column": "name"},
                "articles": {**_TABLE, "label_column": "title"},
                "roles": _TABLE,
                "names": {"hidden": True},
                "told": {"hidden": True},
                "terms": {"hidden": True},
            }
        }
    },
}


def site(out: Path) -> Datasette:
    """Give Datasette over the index of a folder, with our pages before its own: read-only, no SQL."""
    for known in [plugin for plugin in pm.get_plugins() if isinstance(plugin, Plugin)]:
        pm.unregister(known)
    pm.register(Plugin(out))
    return Datasette(immutables=[str(out / FILE)], settings=SETTINGS, metadata=ABOUT)


def serve(out: Path, port: int, ready: Callable[[str], Any]) -> None:
    """Serve the pages on this machine until interrupted; ``ready`` is told the address.

    Raises ValueError, naming the remedy, where the port is taken.
    """
    import uvicorn

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            raise ValueError(f"port {port} cannot be had ({error.strerror}): choose another with --port") from error
        listening.listen()
        ready(f"http://{HOST}:{listening.getsockname()[1]}/")
        server = uvicorn.Server(uvicorn.Config(site(out).app(), log_level="warning", lifespan="off"))
        server.run(sockets=[listening])
