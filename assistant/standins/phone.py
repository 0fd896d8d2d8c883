"""A member's phone: builds the very webhook calls that Twilio and Telegram would make.

Tests hand a call to the Flask client (`client.post(call.path, data=call.body,
headers=call.headers)`), the simulator makes it over HTTP with `dial`.
"""

from assistant.standins.calls import Call, Picture, dial
from assistant.standins.phone_telegram import edit_telegram, press, send_telegram
from assistant.standins.phone_twilio import send_sms, send_whatsapp

__all__ = [
    "Call",
    "Picture",
    "dial",
    "edit_telegram",
    "press",
    "send_sms",
    "send_telegram",
    "send_whatsapp",
]
