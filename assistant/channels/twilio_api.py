"""Twilio's REST API as the worker calls it: sending, asking what was sent, media.

Provider documents: Messages and Media resources, Error and Warning Dictionary.
"""

from __future__ import annotations

import logging
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from assistant.channels.channel import TryLater, Unanswered, Unfetchable
from assistant.channels.exchange import Answer, Exchange
from assistant.settings import Settings

if TYPE_CHECKING:
    from twilio.rest import Client

API = "https://api.twilio.com"
MEDIA_HOSTS = frozenset(
    {"mms.twiliocdn.com", "media.twiliocdn.com", "s3-external-1.amazonaws.com"}
    | {"media.twiliocdn.com.s3-external-1.amazonaws.com"}
)
LARGEST_MEDIA = 20 * 1024 * 1024  # bytes; WhatsApp's own limit is 16 MB
DOWNLOAD = 30.0  # seconds in all
HOPS = 3
REFERENCE = re.compile(r"twilio:([SM]M[0-9a-f]{32})/(ME[0-9a-f]{32})")
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def account(settings: Settings) -> tuple[str, str]:
    """The name and password of HTTP Basic."""
    return settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()


def api(settings: Settings) -> str:
    """Where Twilio answers; a stand-in only outside production (T20)."""
    return API if settings.production else settings.twilio_api.rstrip("/")


class TwilioApi:
    """The vendor's client over our own bounded HTTP, made at the first use: it loads slowly."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def client(self) -> Client:
        from twilio.rest import Client

        return Client(*account(self._settings), http_client=http_client(api(self._settings)))


def http_client(base: str) -> Any:
    """An HTTP client for `twilio.rest`: time limits, no log, and the configured address."""
    from twilio.http import HttpClient
    from twilio.http.response import Response

    class Bounded(HttpClient):  # type: ignore[misc]
        """429 and 5xx end here, where their headers are still in sight."""

        def __init__(self) -> None:
            super().__init__(logging.getLogger("twilio"), is_async=False)
            self._exchange = Exchange()

        def request(
            self,
            method: str,
            uri: str,
            params: dict[str, object] | None = None,
            data: dict[str, object] | None = None,
            headers: dict[str, str] | None = None,
            auth: tuple[str, str] | None = None,
            timeout: float | None = None,
            allow_redirects: bool = False,
        ) -> Response:
            answer = self._exchange.call(
                method, rebased(uri, base), auth=auth, params=params, data=data, headers=headers
            )
            raise_when_busy(answer)
            return Response(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)

    return Bounded()


def rebased(uri: str, base: str) -> str:
    """The same call at the configured address."""
    return base + uri.removeprefix(API) if uri.startswith(API + "/") else uri


def raise_when_busy(answer: Answer) -> None:
    """429 says that the call was not processed; 5xx that the provider has trouble."""
    if answer.status == 429:
        raise TryLater("20429", answer.retry_after)
    if answer.status >= 500:
        raise TryLater(str(answer.status), answer.retry_after)


class TwilioMedia:
    """Photos and files that members sent, kept by Twilio until we delete them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exchange = Exchange(total=DOWNLOAD)

    def fetch(self, reference: str) -> bytes:
        """The bytes of one file. Raises TryLater or Unfetchable."""
        url, auth = self._address(reference), account(self._settings)
        answer = self._get(url, auth)
        for _hop in range(HOPS):
            if answer.status not in REDIRECTS:
                break
            url = urljoin(url, answer.headers.get("location", ""))
            self._check_host(url)
            answer = self._get(url, None)  # our password is for Twilio's API alone
        raise_when_busy(answer)
        if answer.status in (401, 403):  # an operator must put the account right
            raise TryLater(str(answer.status))
        if answer.status != 200:
            raise Unfetchable("elsewhere" if answer.status in REDIRECTS else "gone")
        return answer.body

    def forget(self, reference: str) -> None:
        """Deletes Twilio's copy; deleting twice is no error. Raises TryLater."""
        url = self._address(reference)
        try:
            raise_when_busy(self._exchange.call("DELETE", url, auth=account(self._settings)))
        except Unanswered as lost:
            raise TryLater(str(lost)) from None

    def _address(self, reference: str) -> str:
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise Unfetchable("elsewhere")
        sid, media = match.groups()
        path = f"/2010-04-01/Accounts/{self._settings.twilio_account_sid}/Messages/{sid}"
        return f"{api(self._settings)}{path}/Media/{media}"

    def _get(self, url: str, auth: tuple[str, str] | None) -> Answer:
        public = api(self._settings) == API
        try:
            return self._exchange.call("GET", url, auth=auth, largest=LARGEST_MEDIA, public=public)
        except Unanswered as lost:
            raise TryLater(str(lost)) from None

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        ours = not self._settings.production and url.startswith(api(self._settings) + "/")
        if not ours and (parts.scheme != "https" or parts.netloc not in MEDIA_HOSTS):
            raise Unfetchable("elsewhere")
