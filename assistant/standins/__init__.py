"""Local stand-ins of Twilio, Telegram and a mail box, for the demo and the tests.

They speak as much of the real APIs as we use, keep a ledger of their own, and are never part of
production: `blueprint` refuses there.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from assistant.house import here
from assistant.standins import mail, telegram, twilio
from assistant.standins.fault import Fault
from assistant.standins.faults import KINDS
from assistant.standins.ledger import Ledger
from assistant.standins.rates import Rate

PROVIDERS = ("twilio", "telegram")


def blueprint() -> Blueprint:
    """All doors of the stand-ins; exempt it from the form guard."""
    doors = Blueprint("standins", __name__)
    doors.before_request(_never_in_production)
    twilio.add_routes(doors)
    telegram.add_routes(doors)
    mail.add_routes(doors)

    @doors.post("/standins/faults")
    def add_fault() -> Response:
        """JSON {provider, kind, code, seconds, times}: trouble for the next calls."""
        given = request.get_json()
        if given.get("provider") not in PROVIDERS or given.get("kind") not in KINDS:
            return Response(status=400)
        Ledger(here().settings).add_fault(
            Fault(
                provider=given["provider"],
                kind=given["kind"],
                code=str(given.get("code", "")),
                seconds=float(given.get("seconds", 0)),
                times=int(given.get("times", 1)),
            )
        )
        return Response(status=204)

    @doors.put("/standins/rates")
    def set_rates() -> Response:
        """JSON {provider, seed, rates: {kind: {share, seconds}}}: trouble by chance from now on."""
        given = request.get_json()
        wanted = given.get("rates", {})
        if given.get("provider") not in PROVIDERS or not wanted.keys() <= set(KINDS):
            return Response(status=400)
        rates = {kind: Rate(**rate) for kind, rate in wanted.items()}
        Ledger(here().settings).set_rates(given["provider"], rates, str(given.get("seed", "")))
        return Response(status=204)

    @doors.delete("/standins/faults")
    def clear_faults() -> Response:
        Ledger(here().settings).clear_faults()
        return Response(status=204)

    return doors


def _never_in_production() -> Response | None:
    return Response(status=404) if here().settings.production else None
