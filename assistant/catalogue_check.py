"""Holds the catalogues against the code: nothing missing, nothing left over, nothing fuzzy.

`python -m assistant.catalogue_check` fails with what is wrong; `--add` writes the missing
sentences into the files they belong to, English filled in, French left for a French hand.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po, unescape
from jinja2 import Environment, nodes

from assistant.channels.gsm7 import fold, is_gsm7, segments
from assistant.wording import LANGUAGES, LOCALES, PLACEHOLDER, locales_folder

CODE = Path(__file__).parent
MARKS = ("_", "N_", "n_", "say", "say_many", "Text")
PLURAL_MARKS = ("n_", "say_many")
BY_SMS = ("dialogs", "records.py", "notices.py", "turn.py")  # where what is said may be an SMS
LONGEST = 3  # segments of one sentence, its values left out
LOST_BY_FOLDING = "çêôîûâëïœÀÈÊÇŒ«»’…"


@dataclass
class Sentence:
    """One msgid in the code: its plural, and the modules that use it."""

    plural: str = ""
    places: set[str] = field(default_factory=set)


@dataclass
class Used:
    """What the code says: sentences by msgid, and every literal, to tell left-overs by."""

    sentences: dict[str, Sentence] = field(default_factory=lambda: defaultdict(Sentence))
    literals: set[str] = field(default_factory=set)

    def note(self, place: str, name: str, texts: list[str]) -> None:
        sentence = self.sentences[texts[0]]
        sentence.places.add(place)
        if name in PLURAL_MARKS and len(texts) > 1:
            sentence.plural = texts[1]


Catalogues = Mapping[str, Mapping[str, list[tuple[str, Message]]]]  # language, msgid, (file, ...)


# --- what the code says --------------------------------------------------------------------------


def used(folder: Path = CODE) -> Used:
    """All sentences of the code and its templates."""
    found = Used()
    for file in sorted(folder.rglob("*.py")):
        place = file.relative_to(folder).as_posix()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.literals.add(node.value)
            elif isinstance(node, ast.Call):
                _note(found, place, _name(node.func), [_constant(arg) for arg in node.args])
    for file in sorted(folder.rglob("templates/**/*.html")):
        place = file.relative_to(folder).as_posix()
        tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(file.read_text())
        found.literals |= {str(constant.value) for constant in tree.find_all(nodes.Const)}
        for call in tree.find_all(nodes.Call):
            name = call.node.name if isinstance(call.node, nodes.Name) else ""
            texts = [arg.value if isinstance(arg, nodes.Const) else None for arg in call.args]
            _note(found, place, name, texts)
    return found


def _note(found: Used, place: str, name: str, texts: list[Any]) -> None:
    leading = []
    for text in texts[:2]:
        if not isinstance(text, str):
            break
        leading.append(text)
    if name in MARKS and leading and leading[0]:
        found.note(place, name, leading)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _constant(argument: ast.expr) -> Any:
    return argument.value if isinstance(argument, ast.Constant) else None


# --- what the catalogues hold --------------------------------------------------------------------


def catalogues(folder: Path | None = None) -> Catalogues:
    """Every message by language and msgid, with the file it stands in."""
    base = folder or locales_folder()
    return {
        language: _catalogue(base / language / "LC_MESSAGES", language) for language in LANGUAGES
    }


def _catalogue(folder: Path, language: str) -> dict[str, list[tuple[str, Message]]]:
    found: dict[str, list[tuple[str, Message]]] = defaultdict(list)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as stream:
            for message in read_po(stream, locale=LOCALES[language], abort_invalid=True):
                if message.id:
                    found[_forms(message.id)[0]].append((file.name, message))
    return found


def _forms(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (str(value or ""),)


# --- what may be wrong ---------------------------------------------------------------------------


def findings(code: Used, books: Catalogues) -> Iterator[str]:
    """Each thing that must be put right, in words."""
    for language in LANGUAGES:
        book = books[language]
        for msgid, sentence in code.sentences.items():
            if msgid not in book:
                yield f"{language}: missing {msgid!r} ({', '.join(sorted(sentence.places))})"
            elif sentence.plural and not any(
                sentence.plural in _forms(m.id) for _, m in book[msgid]
            ):
                yield f"{language}: no plural of {msgid!r}"
        for msgid, places in book.items():
            yield from _entry(language, msgid, places, code)
    yield from _pairs(books)


def _entry(
    language: str, msgid: str, places: list[tuple[str, Message]], code: Used
) -> Iterator[str]:
    if len(places) > 1:
        yield f"{language}: {msgid!r} stands in {', '.join(file for file, _ in places)}"
    if msgid not in code.sentences and msgid not in code.literals:
        yield f"{language}: {places[0][0]} has {msgid!r}, which nothing says"
    for _file, message in places:
        if message.fuzzy:
            yield f"{language}: fuzzy {msgid!r}"
        if not all(_forms(message.string)):
            yield f"{language}: not translated {msgid!r}"
        wanted = set(PLACEHOLDER.findall(" ".join(_forms(message.id)))) - {"count"}
        for form in filter(None, _forms(message.string)):
            if set(PLACEHOLDER.findall(form)) - {"count"} != wanted:
                yield f"{language}: other placeholders in {form!r}"


def _pairs(books: Catalogues) -> Iterator[str]:
    """A sentence stands in files of the same name in both languages."""
    first, second = LANGUAGES
    for msgid in books[first].keys() & books[second].keys():
        files = [{file for file, _ in books[language][msgid]} for language in LANGUAGES]
        if files[0] != files[1]:
            yield f"{msgid!r} stands in {files[0]} ({first}) and {files[1]} ({second})"


def too_long(code: Used, books: Catalogues) -> Iterator[str]:
    """Sentences that may go by SMS and cannot be short: other letters, or too many of them."""
    for msgid, sentence in code.sentences.items():
        if not any(place.startswith(BY_SMS) for place in sentence.places):
            continue
        for language in LANGUAGES:
            for _file, message in books[language].get(msgid, ()):
                for form in _forms(message.string):
                    folded = fold(form)
                    if not is_gsm7(folded):
                        yield f"{language}: cannot be GSM-7: {form!r}"
                    elif segments(folded) > LONGEST:
                        yield f"{language}: {segments(folded)} segments: {form!r}"


def changed_by_folding(code: Used, books: Catalogues) -> Iterator[str]:
    """French sentences whose letters change in an SMS: a hint to say it in other words."""
    for msgid, sentence in code.sentences.items():
        if any(place.startswith(BY_SMS) for place in sentence.places):
            for _file, message in books["fr"].get(msgid, ()):
                for form in _forms(message.string):
                    if lost := sorted(set(form) & set(LOST_BY_FOLDING)):
                        yield f"fr: {''.join(lost)} in {form!r}"


# --- adding what is missing ----------------------------------------------------------------------


def add_missing(code: Used, books: Catalogues, folder: Path | None = None) -> int:
    """Appends missing sentences to the file where their module's others stand."""
    base, added = folder or locales_folder(), 0
    for msgid, sentence in code.sentences.items():
        for language in LANGUAGES:
            if msgid not in books[language]:
                name = _owner(sentence.places, code, books)
                _append(base / language / "LC_MESSAGES" / name, language, msgid, sentence.plural)
                added += 1
    return added


def _owner(places: set[str], code: Used, books: Catalogues) -> str:
    votes: dict[str, int] = defaultdict(int)
    for msgid, sentence in code.sentences.items():
        if sentence.places & places:
            for file, _message in books[LANGUAGES[0]].get(msgid, ()):
                votes[file] += 1
    place = min(places)
    fallback = f"{place.partition('/')[0].removesuffix('.py')}.po"
    return max(votes, key=lambda name: votes[name]) if votes else fallback


def _append(file: Path, language: str, msgid: str, plural: str) -> None:
    if not file.exists():
        header = f'"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        file.write_text(f'msgid ""\nmsgstr ""\n{header}')
    said = [msgid, plural] if language == "en" else ["", ""]
    lines = [f"msgid {_quoted(msgid)}"]
    if plural:
        lines += [f"msgid_plural {_quoted(plural)}"]
        lines += [f"msgstr[{number}] {_quoted(text)}" for number, text in enumerate(said)]
    else:
        lines += [f"msgstr {_quoted(said[0])}"]
    with file.open("a") as stream:
        stream.write("\n" + "\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    assert unescape(quoted) == text
    return quoted


def main(arguments: list[str]) -> int:
    code, books = used(), catalogues()
    if "--add" in arguments:
        sys.stdout.write(f"{add_missing(code, books)} sentences added\n")
        return 0
    for hint in changed_by_folding(code, books):
        sys.stdout.write(f"hint: {hint}\n")
    wrong = [*findings(code, books), *too_long(code, books)]
    for finding in wrong:
        sys.stdout.write(f"{finding}\n")
    sys.stdout.write(f"catalogues: {len(code.sentences)} sentences, {len(wrong)} findings\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
