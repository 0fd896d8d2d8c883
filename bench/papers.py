"""P14 and P15: what a photo costs in the turn and in its job; what a letter costs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count

from PIL import Image

from assistant.documents import decoder
from assistant.documents.cleaning import decode
from assistant.letters import letter_pdf
from bench.goals import GOALS, Measured
from bench.rig import ratios
from bench.settings import Run
from bench.units import in_units, median

SIZE = 4032, 3024  # as a telephone takes it
PAGES = 5  # letters, for the warm figure
LETTER = {
    "name": "Camille Roche",
    "address": ["3 rue des Tilleuls", "69003 Lyon"],
    "member_number": "A4916-20001",
    "signed": "2026-03-02",
    "paid": True,
    "distance": True,
    "place": "Lyon",
}
numbers = count(1)  # no letter is set twice alike
RECEIVING = """
import io, sys
from pathlib import Path
from assistant.app import open_house
from assistant.clock import SystemClock
from assistant.documents.intake import receive
from assistant.secrets_file import completed
from assistant.settings import Settings
from assistant.store import schema
from assistant.store.conversations import open_conversation
house = open_house(completed(Settings(env="demo", var=Path(sys.argv[1]), database_url="")))
schema.metadata.create_all(house.engine)
with house.engine.begin() as connection:
    chat = open_conversation(connection, "web", "f" * 64, SystemClock().now())
receive(house, chat, io.BytesIO(sys.stdin.buffer.read()), "photo.jpg")
print(sum(name in sys.modules for name in ("PIL.Image", "pypdfium2", "pillow_heif")))
"""


def photo(run: Run) -> list[Measured]:
    """In the job; and how many libraries that decode are in a process that has taken one in."""
    picture = a_photo()
    rounds = []
    for number in range(-1, run.rounds):
        plain, _ = in_units(partial(_timed, partial(_plainly, picture)))
        ours, _ = in_units(partial(_timed, partial(_ours, picture)))
        if number >= 0:
            rounds.append((plain, ours))
    began = _children()
    decode("image/jpeg", picture)
    in_the_job = ratios("P14", rounds, ms_with_its_own_process=1e3 * (_children() - began))
    return [in_the_job, Measured(GOALS["P14t"], float(_decoders_in_a_turn(run, picture)))]


def letter(run: Run) -> list[Measured]:
    """In the office's process: the first letter after a start, and those after it."""
    warm = []
    letter_pdf(LETTER, "fr")
    for _round in range(run.rounds):
        others = [{**LETTER, "name": f"Camille Roche {next(numbers)}"} for _page in range(PAGES)]
        warm += [1e3 * _timed(partial(letter_pdf, other, "fr"))[0] for other in others]
    cold = [1e3 * _first_letter() for _round in range(run.rounds)]
    return [
        Measured(GOALS["P15"], median(cold), tuple(cold)),
        Measured(GOALS["P15w"], median(warm), tuple(warm)),
    ]


def a_photo() -> bytes:
    """12 megapixels of a paper on a table: some grain, some structure, about 3 MB."""
    grain = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 60).resize(SIZE)
    slope = Image.linear_gradient("L").resize(SIZE)
    picture = Image.merge("RGB", (grain, slope, Image.blend(grain, slope, 0.5)))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


def _plainly(picture: bytes) -> None:
    """The same two copies in the plain way: decode whole, resize, encode."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for side in (decoder.PAGE_SIDE, decoder.THUMBNAIL_SIDE):
        share = side / max(whole.size)
        copy = whole.resize((round(whole.width * share), round(whole.height * share)))
        copy.save(io.BytesIO(), "JPEG", quality=decoder.QUALITY)


def _ours(picture: bytes) -> None:
    if not list(decoder.decode("image/jpeg", picture)):
        raise RuntimeError("the photo was refused")


def _timed(work: Callable[[], object]) -> tuple[float, None]:
    began = time.process_time()
    work()
    return time.process_time() - began, None


def _children() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


def _first_letter() -> float:
    """CPU seconds of the first letter of a process, what it loads for it included."""
    program = (
        "import assistant.worker, time; began = time.process_time();"
        "from assistant.letters import letter_pdf; from bench.papers import LETTER;"
        "letter_pdf(LETTER, 'fr'); print(time.process_time() - began)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)  # noqa: S603
    return float(done.stdout)


def _decoders_in_a_turn(run: Run, picture: bytes) -> int:
    command = [sys.executable, "-c", RECEIVING, str(run.folder / "receiving")]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ASSISTANT_")}
    done = subprocess.run(  # noqa: S603
        command, input=picture, capture_output=True, check=True, env=environment
    )
    return int(done.stdout.split()[-1])  # after what is logged
