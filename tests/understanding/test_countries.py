"""A country is read from its names, towns and people; a first name or a dish is no country."""

import pytest

from assistant.understanding.namesakes import without_namesakes
from assistant.understanding.reading import read

NAMED = {
    "TH": ["are thai hospitals covered", "une clinique thaïlandaise", "surgery in Chiang Mai"],
    "ES": ["une clinique espagnole m'a opéré", "spanish dentist", "hosto espagnol à Grenade"],
    "US": ["soins aux States", "a week in the U.S.", "seen by a doctor in LA", "Fort Lauderdale"],
    "AE": ["UAE hospital bill", "je vis aux Emirats", "ma facture d'Abou Dhabi"],
    "CD": ["un médecin en RDC", "DR Congo", "République démocratique du Congo"],
    "CG": ["au Congo", "Pointe-Noire"],
    "HK": ["I live in HK", "a clinic in Kowloon"],
    "GB": ["an NHS hospital", "a Scottish doctor", "en Grande-Bretagne", "médecin écossais"],
    "GE": ["a hospital in Georgia", "en Géorgie", "Tbilissi"],
    "JO": ["working in Jordan", "en Jordanie", "Amman"],
    "TR": ["implants in turkey", "a turkish clinic", "en Turquie"],
    "TD": ["a long assignment in Chad", "au Tchad", "N'Djamena"],
    "MU": ["on vit à Maurice", "l'île Maurice"],
    "CN": ["treated in china", "hôpital chinois", "à Canton"],
    "SA": ["KSA", "La Mecque", "in Riyadh"],
    "NZ": ["a doctor in NZ", "Wanaka"],
    "FR": ["soigné à Nice", "en métropole", "a French dentist"],
    "NO": ["a Norwegian hospital", "Oslo"],
    "VN": ["HCMC", "une clinique vietnamienne"],
}
NOT_NAMED = [
    "my son Jordan has a fever",
    "Georgia is 5 and needs glasses",
    "ma fille Florence est malade",
    "Victoria, ma fille, a de la fièvre",
    "mon mari Maurice est malade",
    "Chad is my husband",
    "my daughter Sydney broke her arm",
    "I ate turkey and got sick",
    "a turkey sandwich made me ill",
    "I cut my hand on a china cup",
    "chili con carne gave me cramps",
    "allergic to brazil nuts",
    "une allergie aux noix du Brésil",
    "mon cochon d'inde est malade",
    "vaccinated against german measles",
    "c'est nice, merci",
    "la réunion de demain est annulée",
    "r u there",
    "you keep messing up",
    "please send us the bill",
    "je parle anglais",
    "fell ill on a small island",
]


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in NAMED.items() for text in texts]
)
def test_a_country_is_read(code: str, text: str) -> None:
    assert read(text)[0].countries[:1] == (code,)


@pytest.mark.parametrize("text", NOT_NAMED)
def test_no_country_is_read(text: str) -> None:
    assert read(text)[0].countries == ()


def test_a_child_called_after_the_country_it_is_in() -> None:
    assert read("my son Jordan broke his arm in Jordan")[0].countries == ("JO",)


def test_what_is_blotted_out_keeps_every_place() -> None:
    assert without_namesakes("a guinea pig in peru") == "a ########## in peru"
