"""The web chat through its forms: what a member sees without any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine, select

from assistant.clock import FixedClock
from assistant.documents import intake
from assistant.documents.refusals import Refused
from assistant.house import House
from assistant.messages import Attachment, Outgoing, Pressed
from assistant.settings import Settings
from assistant.store.schema import conversations, events, outbox
from tests.web.talk import Script, set_mode, talking_app

pytestmark = pytest.mark.both_databases

Form = dict[str, str]


@pytest.fixture
def script(engine: Engine, clock: FixedClock) -> Script:
    return Script(engine, clock)


@pytest.fixture
def app(settings: Settings, clock: FixedClock, engine: Engine, script: Script) -> Flask:
    return talking_app(settings, clock, engine, script)


@pytest.fixture
def camille(app: Flask) -> Iterator[FlaskClient]:
    """Camille's browser, at the chat's address."""
    with app.test_client() as client:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
        yield client


def form_of(page: str) -> Form:
    """The hidden fields of the box to write in."""
    composer = page[page.index('id="composer"') :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', composer))


def bubbles(page: str) -> list[str]:
    """Every line of the transcript as text."""
    found = re.findall(r'<div class="bubble"[^>]*>(.*?)</div>', page, re.S)
    return [re.sub(r"<[^>]+>", "", bubble).strip() for bubble in found if bubble.strip()]


def write(client: FlaskClient, text: str, **fields: str) -> str:
    """Fills the form in, sends it, and gives the page that follows."""
    form = form_of(client.get("/chat").text)
    return client.post("/chat", data={**form, "text": text, **fields}, follow_redirects=True).text


def test_the_first_visit_is_greeted_once(camille: FlaskClient, script: Script) -> None:
    first = camille.get("/chat").text
    again = camille.get("/chat").text
    assert (
        bubbles(first)
        == bubbles(again)
        == ["Bonjour, je suis l&#39;assistant.\nQue voulez-vous faire ?"]
    )
    assert [inbound.kind for inbound in script.taken] == ["opened"]
    assert script.taken[0].channel == "web"


def test_the_page_says_that_it_is_an_assistant_and_how_to_reach_a_person(
    camille: FlaskClient,
) -> None:
    page = camille.get("/chat").text
    assert "Je suis un assistant automatique, pas une personne." in page
    assert 'value="une personne"' in page


def test_the_cookie_is_kept_for_180_days_and_scripts_cannot_read_it(camille: FlaskClient) -> None:
    cookies = camille.get("/chat").headers.getlist("Set-Cookie")
    (chat,) = [cookie for cookie in cookies if cookie.startswith("chat=")]
    assert all(flag in chat for flag in ("Max-Age=15552000", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert len(chat.partition(";")[0].removeprefix("chat=")) == 22


def test_the_database_does_not_hold_what_opens_a_chat(camille: FlaskClient, engine: Engine) -> None:
    camille.get("/chat")
    cookie = camille.get_cookie("chat")
    assert cookie
    with engine.connect() as connection:
        (address,) = connection.execute(select(conversations.c.address)).scalars()
    assert cookie.value not in address
    assert re.fullmatch("[0-9a-f]{64}", address)


def test_the_same_browser_finds_its_talk_again(app: Flask, camille: FlaskClient) -> None:
    write(camille, "des lunettes à 80 €")
    assert "des lunettes à 80 €" in camille.get("/chat").text
    samuel = app.test_client()
    assert "des lunettes" not in samuel.get("/chat").text


@pytest.mark.parametrize(
    "cookie", ["", "short", "é" * 22, "x" * 22, "' OR 1=1 --aaaaaaaaaa", "a" * 5000]
)
def test_a_cookie_that_is_none_of_ours_opens_a_new_talk(app: Flask, cookie: str) -> None:
    client = app.test_client()
    answer = client.get("/chat", headers={"Cookie": f"chat={cookie}".encode().decode("latin-1")})
    assert answer.status_code == 200
    assert len(bubbles(answer.text)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    ],
)
def test_a_visit_of_nobody_opens_no_talk(app: Flask, script: Script, headers: Form) -> None:
    assert app.test_client().get("/chat", headers=headers).status_code == 204
    assert app.test_client().head("/chat").status_code == 204
    assert script.taken == []


def test_a_link_on_another_site_opens_a_talk(app: Flask, script: Script) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    assert app.test_client().get("/chat", headers=headers).status_code == 200
    assert len(script.taken) == 1


def test_a_message_and_its_answer_stand_in_order(camille: FlaskClient) -> None:
    page = write(camille, "bonjour")
    page = write(camille, "et encore")
    assert bubbles(page)[1:] == [
        "bonjour",
        "Entendu : bonjour, 0 photo(s).",
        "et encore",
        "Entendu : et encore, 0 photo(s).",
    ]


def test_what_is_written_is_shown_as_text(camille: FlaskClient) -> None:
    page = write(camille, "<script>alert(1)</script> {{7*7}} http://evil.example/x")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page
    assert 'href="http://evil.example' not in page


def test_only_our_own_pages_become_links(camille: FlaskClient, script: Script) -> None:
    script.answer = lambda inbound: Outgoing(
        text="Détails : http://assistant.test/l/abc-DEF_1. Pas http://assistant.test.evil.example/l/x"
    )
    page = write(camille, "où en est ma demande ?")
    assert 'href="http://assistant.test/l/abc-DEF_1"' in page
    assert ">ouvrir la page</a>." in page
    assert 'href="http://assistant.test.evil' not in page


def test_a_button_sends_its_choice_and_reads_as_its_label(
    camille: FlaskClient, script: Script
) -> None:
    page = camille.get("/chat").text
    assert '<button name="choice" value="1:receipt">Envoyer une facture</button>' in page
    page = camille.post(
        "/chat", data={**form_of(page), "choice": "1:receipt"}, follow_redirects=True
    ).text
    assert script.taken[-1].pressed == Pressed(1, "receipt")
    assert bubbles(page)[1] == "Envoyer une facture"


def test_answered_buttons_are_history(camille: FlaskClient) -> None:
    assert 'value="1:receipt"' in camille.get("/chat").text
    assert 'value="1:receipt"' not in write(camille, "bonjour")


def test_T4_a_form_sent_twice_is_one_message(camille: FlaskClient, script: Script) -> None:
    form = {**form_of(camille.get("/chat").text), "text": "bonjour"}
    pages = [camille.post("/chat", data=form, follow_redirects=True).text for _ in range(3)]
    assert [inbound.text for inbound in script.taken] == ["", "bonjour"]
    assert bubbles(pages[0]) == bubbles(pages[2])


def test_an_empty_form_says_nothing(camille: FlaskClient, script: Script) -> None:
    write(camille, "  \n ")
    assert len(script.taken) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"message_id": "x"},
        {"message_id": "a b c d e f g h"},
        {"message_id": "x" * 65},
        {"choice": "receipt"},
        {"choice": "-1:receipt"},
        {"choice": "²:receipt"},
        {"choice": "1:" + "x" * 65},
        {"choice": "99999999999:x"},
    ],
)
def test_what_our_page_never_made_is_refused(
    camille: FlaskClient, script: Script, fields: Form
) -> None:
    form = form_of(camille.get("/chat").text)
    assert camille.post("/chat", data={**form, "text": "bonjour", **fields}).status_code == 400
    assert len(script.taken) == 1


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "é" * 5000, "\u202eabc", "👍🏽", "١٢"])
def test_T15_any_text_is_taken(camille: FlaskClient, text: str) -> None:
    form = form_of(camille.get("/chat").text)
    body = {**form, "text": text.encode("utf-8", "surrogatepass")}
    assert camille.post("/chat", data=body).status_code == 303
    assert camille.get("/chat").status_code == 200


def test_T30_a_form_without_its_token_is_refused(camille: FlaskClient, script: Script) -> None:
    form = form_of(camille.get("/chat").text)
    del form["csrf_token"]
    assert camille.post("/chat", data={**form, "text": "bonjour"}).status_code == 400
    assert len(script.taken) == 1


# --- language -----------------------------------------------------------------------------------


def test_the_language_of_the_address_is_the_language_of_the_talk(
    app: Flask, engine: Engine
) -> None:
    page = app.test_client().get("/chat?lang=en", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en">' in page
    assert "I am an automatic assistant" in page
    with engine.connect() as connection:
        assert connection.execute(select(conversations.c.language)).scalar() == "en"


def test_changing_the_language_tells_the_assistant_in_words(
    camille: FlaskClient, script: Script
) -> None:
    form = form_of(camille.get("/chat").text)
    camille.post("/chat/language", data={**form, "language": "en"})
    assert script.taken[-1].text == "English"


def test_while_a_person_speaks_only_the_page_changes_its_language(
    camille: FlaskClient, script: Script, engine: Engine
) -> None:
    form = form_of(camille.get("/chat").text)
    set_mode(engine, "person")
    page = camille.post(
        "/chat/language", data={**form, "language": "en"}, follow_redirects=True
    ).text
    assert '<html lang="en">' in page
    assert len(script.taken) == 1


# --- a person -----------------------------------------------------------------------------------


def test_while_a_person_speaks_replies_of_the_bot_that_had_not_left_are_not_shown(
    camille: FlaskClient, script: Script, engine: Engine
) -> None:
    page = camille.get("/chat").text
    set_mode(engine, "person")
    with engine.begin() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        script.say(connection, at, Outgoing(text="du robot"), "a")
        script.say(connection, at, Outgoing(text="retenu"), "b", state="withheld")
        script.say(connection, at, Outgoing(text="de Nadia"), "c", author="staff:nadia")
        script.say(connection, at, Outgoing(text="le 112"), "d", purpose="emergency")
    page = camille.get("/chat").text
    assert bubbles(page) == ["de Nadia", "le 112"]
    assert "Une personne de l’équipe est maintenant avec vous." in page


def test_a_reply_withheld_is_never_shown(
    camille: FlaskClient, script: Script, engine: Engine
) -> None:
    camille.get("/chat")
    with engine.begin() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        script.say(connection, at, Outgoing(text="retenu"), "b", state="withheld")
    assert "retenu" not in camille.get("/chat").text


def test_messages_without_an_answer_stay_in_their_place(
    camille: FlaskClient, script: Script, engine: Engine, clock: FixedClock
) -> None:
    write(camille, "un")
    script.outcome = "kept"  # nothing is answered
    for text in ("deux", "trois"):
        clock.move(timedelta(seconds=5))
        write(camille, text)
    clock.move(timedelta(seconds=5))
    with engine.begin() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        script.say(connection, at, Outgoing(text="de Nadia"), "c", author="staff:nadia")
    script.outcome = "taken"
    page = write(camille, "quatre")
    assert bubbles(page)[1:] == [
        "un",
        "Entendu : un, 0 photo(s).",
        "deux",
        "trois",
        "de Nadia",
        "quatre",
        "Entendu : quatre, 0 photo(s).",
    ]


def test_T14_a_message_that_is_kept_for_later_is_said_to_be_safe(
    camille: FlaskClient, script: Script
) -> None:
    camille.get("/chat")
    script.outcome = "kept"
    page = write(camille, "bonjour")
    assert "Votre message est bien gardé." in page
    assert bubbles(page)[-1] == "bonjour"


# --- acknowledging -------------------------------------------------------------------------------


def states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(outbox.c.state).order_by(outbox.c.id)).scalars())


def test_a_reply_is_sent_once_the_page_says_that_it_was_shown(
    camille: FlaskClient, engine: Engine
) -> None:
    page = camille.get("/chat").text
    assert states(engine) == ["queued"]
    (shown,) = re.findall(r'<img src="(/chat/shown\?[^"]*)"', page)
    assert camille.get(shown).status_code == 204
    assert states(engine) == ["sent"]


def test_sending_the_next_message_says_so_too(camille: FlaskClient, engine: Engine) -> None:
    write(camille, "bonjour")
    assert states(engine) == ["sent", "queued"]


def test_nobody_can_acknowledge_what_stands_in_another_talk(
    app: Flask, camille: FlaskClient, engine: Engine
) -> None:
    camille.get("/chat")
    samuel = app.test_client()
    samuel.get("/chat")
    samuel.get("/chat/shown?after=99")
    assert states(engine) == ["queued", "sent"]


# --- photos --------------------------------------------------------------------------------------


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What was received and taken back; a file named by a reason is refused for it."""
    kept: dict[str, list[str]] = {"received": [], "forgotten": []}

    def receive(house: House, conversation: int, stream: BytesIO, name: str) -> Attachment:
        if name.partition(".")[0] in ("size", "type", "encrypted", "empty"):
            raise Refused(name.partition(".")[0])  # type: ignore[arg-type]
        kept["received"].append(name)
        return Attachment(document=f"doc-{len(kept['received'])}", name=name)

    monkeypatch.setattr(intake, "receive", receive)
    monkeypatch.setattr(intake, "forget", lambda house, ids: kept["forgotten"].extend(ids))
    return kept


def upload(client: FlaskClient, *names: str, text: str = "", form: Form | None = None) -> str:
    form = form or form_of(client.get("/chat").text)
    photos = [(BytesIO(b"photo"), name) for name in names]
    data = {**form, "text": text, "files": photos}
    return client.post("/chat", data=data, follow_redirects=True).text


def test_photos_go_with_the_message(
    camille: FlaskClient, script: Script, files: dict[str, list[str]]
) -> None:
    page = upload(camille, "facture.jpg", "suite.jpg", text="mes lunettes")
    assert [a.document for a in script.taken[-1].attachments] == ["doc-1", "doc-2"]
    assert bubbles(page)[1] == "2 fichiersmes lunettes"


def test_T17_a_refused_file_gets_its_reason_and_the_others_are_taken(
    camille: FlaskClient, script: Script, files: dict[str, list[str]]
) -> None:
    page = upload(camille, "facture.jpg", "encrypted.pdf", "size.jpg")
    assert len(script.taken[-1].attachments) == 1
    notices = re.findall(r'class="notice warn">([^<]+)<', page)
    assert len(notices) == 2
    assert "10 Mo" in notices[1] or "10 MB" in notices[1]


def test_when_every_file_is_refused_nothing_is_sent(
    camille: FlaskClient, script: Script, files: dict[str, list[str]]
) -> None:
    page = upload(camille, "type.svg")
    assert len(script.taken) == 1
    assert 'class="notice warn"' in page


def test_T38_five_files_at_a_time(
    camille: FlaskClient, script: Script, files: dict[str, list[str]]
) -> None:
    page = upload(camille, *(f"{n}.jpg" for n in range(7)))
    assert len(script.taken[-1].attachments) == 5
    assert "Cinq fichiers à la fois" in page


def test_T4_files_sent_twice_are_kept_once(
    camille: FlaskClient, script: Script, files: dict[str, list[str]]
) -> None:
    form = form_of(camille.get("/chat").text)
    for _ in range(2):
        upload(camille, "facture.jpg", form=form)
    assert files["received"] == ["facture.jpg"]
    assert len(script.taken) == 2


def test_T4_the_files_of_a_copy_that_came_at_the_same_time_are_taken_back(
    camille: FlaskClient,
    script: Script,
    files: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = form_of(camille.get("/chat").text)
    upload(camille, "facture.jpg", form=form)
    monkeypatch.setattr("assistant.web.chat_form._seen", lambda house, event: False)
    upload(camille, "facture.jpg", form=form)
    assert files["forgotten"] == ["doc-2"]


def test_a_real_photo_is_sealed_and_on_record(camille: FlaskClient, script: Script) -> None:
    photo = BytesIO()
    Image.new("RGB", (900, 700), "white").save(photo, "JPEG")
    form = form_of(camille.get("/chat").text)
    photo.seek(0)
    camille.post("/chat", data={**form, "files": [(photo, "../../facture.jpg")]})
    (attachment,) = script.taken[-1].attachments
    assert attachment.media_type == "image/jpeg"
    assert re.fullmatch("[0-9a-f]{32}", attachment.document)


# --- the event -----------------------------------------------------------------------------------


def test_the_event_key_is_the_conversation_and_the_message_id(
    camille: FlaskClient, engine: Engine
) -> None:
    form = form_of(camille.get("/chat").text)
    camille.post("/chat", data={**form, "text": "bonjour"})
    with engine.connect() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        keys = list(connection.execute(select(events.c.key)).scalars())
    assert set(keys) == {f"web:{at}:opened", f"web:{at}:{form['message_id']}"}


def test_a_long_talk_shows_its_end_and_the_rest_when_asked(
    camille: FlaskClient, script: Script, engine: Engine
) -> None:
    camille.get("/chat")
    with engine.begin() as connection:
        at = connection.execute(select(conversations.c.id)).scalar_one()
        for number in range(150):
            script.say(connection, at, Outgoing(text=f"ligne {number}"), f"k{number}")
    page = camille.get("/chat").text
    assert bubbles(page)[0] == "ligne 50"
    assert "Afficher les messages précédents" in page
    assert len(bubbles(camille.get("/chat?all=1").text)) == 151


@pytest.mark.parametrize("missed", [29, 31, 120])
def test_a_page_that_was_away_is_shown_every_reply_it_missed(
    camille: FlaskClient, script: Script, engine: Engine, missed: int
) -> None:
    """It acknowledges the last one: those before it must have been shown too."""
    page = camille.get("/chat").text
    after = form_of(page)["after"]
    for number in range(missed):
        write(camille, f"message {number}")
    news = camille.get("/chat/messages", query_string={"after": after, "heard": ""}).get_json()
    with engine.begin() as connection:
        query = select(outbox.c.id).where(outbox.c.kind == "reply", outbox.c.id > int(after))
        there = set(connection.execute(query).scalars())
    shown = {int(number) for number in re.findall(r'id="reply-([0-9]+)"', news["html"])}
    assert len(there) >= missed and shown == there
