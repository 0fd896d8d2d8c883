"""Telegram: the webhook. What is sent goes through `telegram_sending`, in the worker.

Provider document: Bot API, setWebhook (secret_token) and "Making requests when getting updates".
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response, jsonify, request

from assistant.channels import telegram_updates
from assistant.channels.channel import NotVerified
from assistant.channels.webhook import webhook
from assistant.house import here
from assistant.settings import Settings

PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (its name)


def blueprint() -> Blueprint:
    """The door for Telegram; exempt it from the form guard, the secret stands for it."""
    doors = webhook("telegram")

    @doors.post(PATH)
    def receive() -> Response:
        verify(here().settings)
        update = telegram_updates.parse(request.get_data(cache=False))
        inbound = telegram_updates.read(update, bot_id(here().settings), here().clock.now())
        here().take(inbound)
        return _answer(update)

    return doors


def verify(settings: Settings) -> None:
    """Raises NotVerified unless the secret is ours, or the one before it during a rotation."""
    given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
    secrets = (settings.telegram_secret, settings.telegram_previous_secret)
    expected = [secret.get_secret_value().encode() for secret in secrets]
    fits = [hmac.compare_digest(given, secret) and bool(secret) for secret in expected]
    if not any(fits):
        raise NotVerified


def bot_id(settings: Settings) -> str:
    """The public part of the bot's token."""
    return settings.telegram_token.get_secret_value().partition(":")[0]


def _answer(update: dict[str, Any]) -> Response:
    """Stops the wheel on a pressed button: Telegram lets the answer itself carry that call."""
    if "callback_query" not in update:
        return Response(status=200)
    query = update["callback_query"]["id"]
    return jsonify(method="answerCallbackQuery", callback_query_id=query)
