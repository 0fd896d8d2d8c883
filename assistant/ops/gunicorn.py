"""Our gunicorn: the application made in each process, logs that hold outcomes only."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from assistant.ops.logs import OutcomesOnly
from assistant.settings import Settings


class Server(BaseApplication):  # type: ignore[misc]
    """Serves the web application with these options of gunicorn's."""

    def __init__(
        self, settings: Settings, options: dict[str, Any], factory: str = "create_app"
    ) -> None:
        self._settings = settings
        self._factory = factory  # of assistant.app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from assistant import app

        made: Flask = getattr(app, self._factory)(self._settings)
        return made


class OutcomesLogger(Logger):  # type: ignore[misc]
    """Gunicorn writes addresses asked for, one-time tokens in them; here they are left out."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [OutcomesOnly(sys.stderr)]
        self.error_log.propagate = False
        self.access_log.handlers = []
        self.access_log.disabled = True
