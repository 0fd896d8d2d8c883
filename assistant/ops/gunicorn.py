"""Our gunicorn: the application made once and shared by its processes, logs of outcomes only."""

from __future__ import annotations

import gc
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from assistant.clauses.search import index
from assistant.ops.logs import OutcomesOnly
from assistant.rules.product import products
from assistant.settings import Settings
from assistant.understanding import understand
from assistant.wording import LANGUAGES, catalogue


class Server(BaseApplication):  # type: ignore[misc]
    """Serves the web application with these options of gunicorn's.

    It is made before the processes divide: started once, and its memory held once. Connections
    and threads are each process's own; none is opened before the first request.
    """

    def __init__(
        self, settings: Settings, options: dict[str, Any], factory: str = "create_app"
    ) -> None:
        self._settings = settings
        self._factory = factory  # of assistant.app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in {"preload_app": True, **self._options}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        gc.disable()  # nothing made here is ever garbage: a tenth of the start
        from assistant import app

        made: Flask = getattr(app, self._factory)(self._settings)
        read_all_data()
        gc.freeze()  # the collector would write to what is shared, and so part it
        gc.enable()
        return made


def read_all_data() -> None:
    """All that the first messages would read from files, or make of them."""
    understand("Bonjour, que remboursez-vous pour des lunettes ?")
    index()
    products()
    for language in LANGUAGES:
        catalogue(language)


class OutcomesLogger(Logger):  # type: ignore[misc]
    """Gunicorn writes addresses asked for, one-time tokens in them; here they are left out."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [OutcomesOnly(sys.stderr)]
        self.error_log.propagate = False
        self.access_log.handlers = []
        self.access_log.disabled = True
