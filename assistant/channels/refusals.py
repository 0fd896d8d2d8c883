"""Twilio's error codes: which end a message, which end an address, which are our own fault.

Source: Twilio Error and Warning Dictionary.
"""

from __future__ import annotations

from assistant.channels.channel import TryLater, Undeliverable

# The address itself: opted out, not a number, landline, cannot receive, unknown, blocked.
UNUSABLE = frozenset(
    {"21610", "21211", "21614", "21612", "30004", "30005", "30006", "63003", "63024"}
)
# Busy, or an account that an operator must put right: the message waits, it is not lost.
LATER = frozenset(
    {
        "20429",  # too many requests
        "63018",  # WhatsApp rate limit
        "30001",  # queue overflow
        "20003",  # authentication failed
        "20005",  # account not active
        "20008",  # test credentials
        "21603",  # From missing
        "21606",  # From is not ours
        "21659",  # From is not a Twilio number
        "21611",  # queue of this From is full
        "30002",  # account suspended
        "30029",  # redaction not enabled on the account
    }
)


def unusable(code: str) -> bool:
    """Whether nothing more can reach that address."""
    return code in UNUSABLE


def refusal(code: str) -> TryLater | Undeliverable:
    """What an error code of a refused message means for it."""
    if code in LATER:
        return TryLater(code)
    return Undeliverable(code, unusable=unusable(code))
