"""What a turn writes: its replies, rendered, its effects, its records, the conversation's row."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from assistant import conversation
from assistant.channels.channel import TRAITS
from assistant.conversation import State
from assistant.dialogs.dialog import Facts, MemberRecord
from assistant.dialogs.engine import Advanced
from assistant.documents.naming import display_name
from assistant.faults import kill_point
from assistant.messages import Effect, Inbound, Link, Outgoing, Reply
from assistant.settings import Settings
from assistant.statements.issuing import Answered, issue
from assistant.statements.keys import keyring
from assistant.store import turns as sql
from assistant.store.engine import instant, stamp
from assistant.store.links import make_link
from assistant.wording import _, render

WINDOW = timedelta(minutes=1)
TEAMS = {"receipt": "claims", "claim_status": "claims", "prior_agreement": "medical"}


class Recorder:
    """Writes one turn into the open transaction."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        row: Any,
        inbound: Inbound,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._row = row
        self._inbound = inbound
        self._now = now
        self._queue: list[dict[str, Any]] = []
        self._values: dict[str, Any] = {"serial": row.serial + 1}
        if inbound.kind not in ("result",):
            # Who writes can be reached again, whatever the provider said before.
            self._values |= {"seen_at": stamp(now), "unusable": None}
        self._member_id = row.member_id

    # --- before the dialog -------------------------------------------------------------------

    def claim_attachments(self, inbound: Inbound) -> Inbound:
        """A file still at the provider gets its row and is fetched later; ours are cleaned."""
        if not inbound.attachments:
            return inbound
        kept, rows = [], []
        for attachment in inbound.attachments:
            document = attachment.document or secrets.token_hex(16)
            if attachment.document:
                self._effect("clean_document", {"document": document})
            else:
                rows.append(self._awaited(document, attachment.reference, attachment.name))
                self._effect("fetch_media", {"document": document})
            kept.append(replace(attachment, document=document))
        if rows:
            sql.await_documents(self._connection, rows)
        return replace(inbound, attachments=tuple(kept))

    def _awaited(self, document: str, reference: str, name: str) -> dict[str, Any]:
        return {
            "id": document,
            "conversation_id": self._row.id,
            "state": "awaited",
            "reference": reference[:300],
            "display_name": display_name(name),
            "created_at": stamp(self._now),
        }

    def count_message(self) -> int:
        """Messages of this sender in the running minute, this one counted."""
        if self._inbound.kind == "result":
            return 0
        start = self._row.window_start
        if start is None or not timedelta() <= self._now - instant(start) <= WINDOW:
            start, count = stamp(self._now), 1
        else:
            count = self._row.window_count + 1
        self._values |= {"window_start": start, "window_count": count}
        return count

    def flood_notice(self, state: State, language: str) -> None:
        """Said once, then silence until the minute is over."""
        if state.noticed != "flood":
            state.noticed = "flood"
            said = _("That's many messages at once. Please wait a minute, then write again.")
            self._reply(Outgoing(text=render(said, language)), "answer")
        self._save(state)

    def alert_only(self, reason: str) -> None:
        """While a person speaks: staff hear of it, nothing is said, the dialog stays as it was."""
        self._alert(Effect(kind="alert", data={"reason": reason}), None)
        sql.save_conversation(self._connection, self._row.id, **self._values)

    # --- after the dialog --------------------------------------------------------------------

    def write(self, done: Advanced, facts: Facts) -> None:
        """Everything the turn came to; the caller commits."""
        self._values["language"] = facts.language
        for effect in done.effects:
            APPLY.get(effect.kind, Recorder._send)(self, effect, facts.member)
        for reply in done.replies:
            self._say(reply, self._values["language"], done.state)
        self._save(done.state)

    def _say(self, reply: Reply, language: str, state: State) -> None:
        traits = TRAITS[self._inbound.channel]
        short = traits.brief and bool(reply.brief)
        lines = reply.brief if short else reply.lines
        text = self._render(lines, language)
        if short:
            state.more = self._render(reply.lines, language)[:900]
        choices = tuple((c.key, render(c.label, language)) for c in reply.choices)
        outgoing = Outgoing(
            text=text, choices=choices, serial=self._values["serial"], purpose=reply.purpose
        )
        self._reply(outgoing, reply.purpose)

    def _render(self, lines: tuple[Any, ...], language: str) -> str:
        return "\n".join(render(line, language, self._link_maker(language)) for line in lines)

    def _link_maker(self, language: str) -> Callable[[Link], str]:
        made: dict[Link, str] = {}

        def make(link: Link) -> str:
            if link not in made:
                token = make_link(
                    self._connection,
                    link.purpose,
                    link.about,
                    self._row.id,
                    self._values.get("member_id", self._member_id),
                    language,
                    self._now,
                )
                made[link] = f"{self._settings.base_url}/l/{token}"
            return made[link]

        return make

    # --- effects -----------------------------------------------------------------------------

    def _send(self, effect: Effect, member: MemberRecord | None) -> None:
        self._effect(effect.kind, effect.data)

    def _bind(self, effect: Effect, member: MemberRecord | None) -> None:
        self._values |= {"member_id": effect.data["member"], "bound_at": stamp(self._now)}
        self._member_id = effect.data["member"]

    def _switch_language(self, effect: Effect, member: MemberRecord | None) -> None:
        self._values["language"] = effect.data["code"]

    def _opt_out(self, effect: Effect, member: MemberRecord | None) -> None:
        self._values["opted_out"] = True

    def _call_person(self, effect: Effect, member: MemberRecord | None) -> None:
        """The conversation waits in a team's list; a person who has it keeps it."""
        topic = str(effect.data.get("topic", ""))
        team = TEAMS.get(topic, "members")
        if self._row.mode == "bot":
            self._values |= {"mode": "waiting", "waiting_since": stamp(self._now)}
            self._values |= {"team": team, "topic": topic}
        self._handover("asked", team, str(effect.data.get("reason", "")))

    def _alert(self, effect: Effect, member: MemberRecord | None) -> None:
        """Staff are alerted; a conversation nobody has waits in the list at once."""
        self._values["urgent"] = True
        if self._row.mode == "bot":
            self._values |= {"mode": "waiting", "waiting_since": stamp(self._now)}
            self._values.setdefault("team", "members")
        self._handover("alert", "members", str(effect.data.get("reason", "")))

    def _handover(self, action: str, team: str, note: str) -> None:
        sql.note_handover(
            self._connection,
            conversation_id=self._row.id,
            at=stamp(self._now),
            action=action,
            to_team=team,
            note=note,
        )

    def _open_claim(self, effect: Effect, member: MemberRecord | None) -> None:
        assert member is not None
        data = effect.data
        sql.open_claim(
            self._connection,
            number=data["number"],
            member_id=member.id,
            conversation_id=self._row.id,
            product=member.product.code,
            status="in_progress",
            items=json.dumps(data["items"]),
            total_eur=str(data["total"]),
            terms_version=member.product.terms_version,
            consent_at=stamp(self._now),
            created_at=stamp(self._now),
            updated_at=stamp(self._now),
        )

    def _open_agreement(self, effect: Effect, member: MemberRecord | None) -> None:
        assert member is not None
        request = {k: v for k, v in effect.data.items() if k not in ("number", "member")}
        sql.open_agreement(
            self._connection,
            number=effect.data["number"],
            member_id=member.id,
            conversation_id=self._row.id,
            status="awaiting_papers",
            request=json.dumps(request),
            created_at=stamp(self._now),
            updated_at=stamp(self._now),
        )

    def _open_letter(self, effect: Effect, member: MemberRecord | None) -> None:
        sql.open_letter(
            self._connection,
            number=effect.data["number"],
            member_id=member.id if member else None,
            conversation_id=self._row.id,
            kind=effect.data["kind"],
            data=json.dumps(effect.data["data"]),
            created_at=stamp(self._now),
        )
        self._effect("make_letter", {"number": effect.data["number"]})

    def _open_statement(self, effect: Effect, member: MemberRecord | None) -> None:
        """An answer the member keeps: decided anew, signed, and never changed afterwards."""
        data, language = effect.data, self._values["language"]
        answered = Answered(
            product=data["product"],
            question="reimbursement",
            ask="amount",
            member=data["member"],
            inputs=data["inputs"],
            said=[render(line, language) for line in data["said"]],
            language=language,
            use_known_up_to=data["use_known_up_to"],
            before_deductible=data["before_deductible"],
        )
        document = issue(keyring(self._settings), answered, data["number"], self._now)
        sql.open_statement(
            self._connection,
            number=data["number"],
            member_id=member.id if member else None,
            conversation_id=self._row.id,
            document=document.decode(),
            created_at=stamp(self._now),
        )

    # --- rows --------------------------------------------------------------------------------

    def _effect(self, kind: str, data: Mapping[str, Any]) -> None:
        self._row_out("effect", kind, dict(data), "bot")

    def _reply(self, outgoing: Outgoing, purpose: str) -> None:
        self._row_out("reply", purpose, vars(outgoing), "bot")

    def _row_out(self, kind: str, purpose: str, body: dict[str, Any], author: str) -> None:
        self._queue.append(
            {
                "key": f"{self._inbound.event}#{len(self._queue)}",
                "conversation_id": self._row.id,
                "kind": kind,
                "author": author,
                "purpose": purpose,
                "channel": self._inbound.channel,
                "address": self._inbound.address,
                "body": json.dumps(body, ensure_ascii=False),
                "state": "queued",
                "run_at": stamp(self._now),
                "created_at": stamp(self._now),
            }
        )

    def _save(self, state: State) -> None:
        sql.queue(self._connection, self._queue)
        kill_point("turn.queued")
        sql.save_conversation(
            self._connection, self._row.id, state=conversation.dump(state), **self._values
        )


Apply = Callable[[Recorder, Effect, MemberRecord | None], None]
APPLY: dict[str, Apply] = {
    "bind": Recorder._bind,
    "language": Recorder._switch_language,
    "opt_out": Recorder._opt_out,
    "call_person": Recorder._call_person,
    "alert": Recorder._alert,
    "open_claim": Recorder._open_claim,
    "open_agreement": Recorder._open_agreement,
    "open_letter": Recorder._open_letter,
    "open_statement": Recorder._open_statement,
}
