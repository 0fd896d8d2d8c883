"""Contract A 4916 "Assur Travel Santé", edition Impatriés: its rules and its dated values."""

from assistant.rules.ats_a4916.catalogue import ACTS, CAUSES, documents_for
from assistant.rules.ats_a4916.deadlines import deadlines
from assistant.rules.ats_a4916.questions import RULES
from assistant.rules.pack import load_pack, package_folder

PRODUCT = load_pack(
    package_folder(__file__),
    acts=ACTS,
    causes=CAUSES,
    rules=RULES,
    documents=documents_for,
    obligations=deadlines,
)
