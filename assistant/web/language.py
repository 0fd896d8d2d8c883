"""In which language a page speaks, and `say`, the catalogue sentence inside a template."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, session
from jinja2 import pass_context
from jinja2.runtime import Context

from assistant.messages import Text, Value
from assistant.wording import LANGUAGES, render

FALLBACK = "fr"


def register_language(app: Flask) -> None:
    """Gives templates `language`, and `say` and `say_many` which follow it."""
    app.context_processor(lambda: {"language": page_language(), "languages": LANGUAGES})
    app.jinja_env.globals.update(say=say, show=show)


def page_language() -> str:
    """Asked for in the address, remembered, or the browser's first that we speak."""
    for wished in (request.args.get("lang"), session.get("language")):
        if wished in LANGUAGES:
            return str(wished)
    return request.accept_languages.best_match(LANGUAGES, FALLBACK) or FALLBACK


def remember_language(language: str) -> None:
    if language in LANGUAGES and session.get("language") != language:
        session["language"] = language


@pass_context
def say(context: Context, msgid: str, **values: Value) -> str:
    """`{{ say("Hello {name}", name=member) }}`: the sentence in the page's language."""
    return render(Text(msgid, values), str(context.get("language", FALLBACK)))


@pass_context
def show(context: Context, value: Any) -> str:
    """A lazy value (sentence, money, day) in the page's language."""
    return render(value, str(context.get("language", FALLBACK)))
