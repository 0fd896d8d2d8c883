"""`python -m bench.serve product|floor`: one of the two under gunicorn, in a process of its own."""

from __future__ import annotations

import argparse
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Floor(BaseApplication):  # type: ignore[misc]
    """The floor under the same server as the product."""

    def __init__(self, database: str, catalogues: str, options: dict[str, Any]) -> None:
        self._given = database, catalogues
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from bench.floor import create_app

        return create_app(*self._given)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("app", choices=("product", "floor"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--database", default="")
    parser.add_argument("--catalogues", default="")
    given = parser.parse_args()
    options = {
        "bind": f"127.0.0.1:{given.port}",
        "workers": given.workers,
        "threads": given.threads,
        "worker_class": "sync" if given.threads == 1 else "gthread",
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    if given.app == "floor":
        Floor(given.database, given.catalogues, options).run()
        return
    from assistant.ops import logs
    from assistant.ops.gunicorn import Server
    from assistant.settings import settings

    logs.configure()
    options["logger_class"] = "assistant.ops.gunicorn.OutcomesLogger"
    Server(settings(), options).run()


if __name__ == "__main__":
    main()
