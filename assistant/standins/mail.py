"""The mail box of the demo: what would be sent by SMTP is kept here to be looked at."""

from __future__ import annotations

from flask import Blueprint, Response, request

from assistant.house import here
from assistant.standins.ledger import Ledger, Mail


def add_routes(doors: Blueprint) -> None:
    @doors.post("/standins/mail")
    def receive_mail() -> Response:
        """JSON or form with `to`, `subject` and `text`."""
        given = request.get_json(silent=True) or request.form
        if not given.get("to"):
            return Response(status=400)
        Ledger(here().settings).add_mail(
            Mail(
                recipient=str(given["to"]),
                subject=str(given.get("subject", "")),
                text=str(given.get("text", "")),
                at=here().clock.now(),
            )
        )
        return Response(status=202)
