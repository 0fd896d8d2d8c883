"""The WELCARE online claims service: its rules and its dated values."""

from collections.abc import Mapping

from assistant.rules.engine import Rule
from assistant.rules.pack import load_pack, package_folder
from assistant.rules.welcare import access, intake
from assistant.rules.welcare.deadlines import deadlines

RULES: Mapping[tuple[str, str], Rule] = {
    ("claim_intake", "channel"): intake.channel,
    ("claim_intake", "status"): intake.status,
    ("claim_intake", "keep_originals"): intake.keep_originals,
    ("access_status", "open"): access.is_open,
    ("access_status", "sanction"): access.sanction,
    ("access_status", "data_kept_until"): access.data_kept_until,
    ("access_status", "data_request"): access.data_request,
}


def _documents(act: str, country: str | None, regime: str | None) -> tuple[str, ...]:
    """The conditions print no list of papers (WEL-3-r): it is consulted in the service."""
    return ()


PRODUCT = load_pack(
    package_folder(__file__),
    acts={},
    causes=frozenset(),
    rules=RULES,
    documents=_documents,
    obligations=deadlines,
)
