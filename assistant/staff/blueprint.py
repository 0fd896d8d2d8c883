"""The console's pages hang on this one blueprint; `console.py` brings them together."""

from __future__ import annotations

from flask import Blueprint

page = Blueprint("staff", __name__, url_prefix="/staff", template_folder="templates")
