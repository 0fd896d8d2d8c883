"""A browser on the web chat: cookies, form token, and the way `chat.js` sends and reads."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from random import Random
from urllib.parse import quote, urlencode

from assistant.channels import webchat
from proofs import wire
from proofs.journal import Journal, Parcel
from proofs.phones import PICTURE
from proofs.site import Site

TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
SHOWN = re.compile(r'id="reply-([0-9]+)"')
LAST = re.compile(rb'data-last="([0-9]+)" data-heard="([^"]*)"')
LINE = "proofs-boundary"
WAITS = 30.0  # seconds, for one answer
PAUSE = 0.1


class Browser:
    """One visitor. `shown` are the numbers of the replies, each time the page got one."""

    def __init__(self, site: Site, journal: Journal, token: str, random: Random) -> None:
        self._site = site
        self._journal = journal
        self._random = random
        self._cookies = {"chat": token}
        self._form_token = ""
        self._last, self._heard = 0, ""
        self._lock = threading.Lock()
        self.shown: list[int] = []
        self.address = webchat.address_of(token) or ""

    # --- as chat.js does -------------------------------------------------------------------------

    def open(self) -> None:
        """The page itself; all that it shows counts as read."""
        page = self._until_answered("GET", "/chat")
        self._form_token = TOKEN.findall(page.body)[0].decode()
        last, heard = LAST.findall(page.body)[0]
        self.address = webchat.address_of(self._cookies["chat"]) or ""  # a stranger gets a new one
        with self._lock:
            self._show(page.body.decode(), int(last), heard.decode())

    def prepare(self, number: int, text: str, photo: bool) -> Parcel:
        if not self._form_token:
            self.open()
        message = f"{self._random.getrandbits(128):032x}"
        fields = {"message_id": message, "text": text}
        body = b"".join(_parts(fields, PICTURE.read_bytes() if photo else None))
        headers = {"Content-Type": f"multipart/form-data; boundary={LINE}"}
        parcel = Parcel(self.address, number, f"web:?:{message}", "/chat/messages", body, headers)
        self._journal.add(parcel)
        return parcel

    def send(self, parcel: Parcel) -> bool:
        """The same message id until it is answered; then what is new is shown."""
        parcel.first_sent = parcel.first_sent or time.time()
        while True:
            parcel.tries += 1
            try:
                answer = self._post(parcel)
            except wire.NoAnswer:
                answer = None
            if answer is not None and answer.ok:
                self._journal.acknowledge(parcel)
                self._news(answer.body)
                return True
            if answer is not None and answer.status < 500:
                parcel.refused.append(answer.status)
            time.sleep(PAUSE)

    def repeat(self, parcel: Parcel) -> None:
        """The network delivers a request twice; nobody reads the second answer."""
        parcel.copies += 1
        try:
            self._post(parcel)
        except wire.NoAnswer:
            return

    def look(self) -> None:
        """One poll; a lost answer changes nothing, the page asks again from where it was."""
        try:
            answer = self._ask("GET", f"/chat/messages?{self._where()}")
        except wire.NoAnswer:
            return
        if answer.ok:
            self._news(answer.body)

    # --- what it is made of ----------------------------------------------------------------------

    def _post(self, parcel: Parcel) -> wire.Answer:
        headers = {**parcel.headers, "X-CSRFToken": self._form_token}
        return self._ask("POST", f"{parcel.path}?{self._where()}", parcel.body, headers)

    def _where(self) -> str:
        with self._lock:
            return urlencode({"after": self._last, "heard": self._heard})

    def _news(self, body: bytes) -> None:
        news = json.loads(body)
        with self._lock:
            self._show(news["html"], news["last"], news["heard"])

    def _show(self, html: str, last: int, heard: str) -> None:
        self.shown += [int(number) for number in SHOWN.findall(html)]
        self._last, self._heard = max(self._last, last), max(self._heard, heard)

    def _until_answered(self, method: str, path: str) -> wire.Answer:
        while True:
            try:
                answer = self._ask(method, path)
            except wire.NoAnswer:
                answer = None
            if answer is not None and answer.ok:
                return answer
            time.sleep(PAUSE)

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> wire.Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        given = {"Cookie": cookies, "Accept-Language": "fr", **(headers or {})}
        port = self._random.choice(self._site.ports)
        answer = wire.call(port, method, path, body, given, WAITS)
        for cookie in answer.cookies:
            name, _equal, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer


def _parts(fields: dict[str, str], photo: bytes | None) -> Iterator[bytes]:
    for name, value in fields.items():
        yield (
            f'--{LINE}\r\nContent-Disposition: form-data; name="{quote(name)}"\r\n\r\n{value}\r\n'
        ).encode()
    if photo is not None:
        head = 'Content-Disposition: form-data; name="files"; filename="receipt.jpg"'
        yield f"--{LINE}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + photo + b"\r\n"
    yield f"--{LINE}--\r\n".encode()
