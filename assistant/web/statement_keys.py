"""The public keys of our signatures, where anyone finds them: /.well-known/assistant-keys.json."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from assistant.house import here
from assistant.statements.keys import keyring


def blueprint() -> Blueprint:
    pages = Blueprint("statement_keys", __name__)
    pages.get("/.well-known/assistant-keys.json")(published)
    return pages


def published() -> Response:
    return jsonify(keyring(here().settings).public_list())
