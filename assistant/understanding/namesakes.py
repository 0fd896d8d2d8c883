"""Words that look like a country and are none: dishes, animals, illnesses, first names."""

import re

THINGS = (
    r"guinea pigs?|cochons? d'inde|brazil nuts?|noix du bresil|porcelaine de chine|encre de chine"
    r"|bone china|china (?:cups?|plates?|dolls?|vases?|tea ?cups?|bowls?|sets?|shop)"
    r"|chili (?:con carne|sauce|powder|peppers?|flakes)|(?:mang[a-z]*|cuisin[a-z]*) (?:du|un) chili"
    r"|panama hats?|(?:chapeaux?|papiers?) panama|tour de france|german measles|spanish (?:flu|fly)"
    r"|turkey (?:dinner|sandwich(?:es)?|breast|meat|bird|sausages?|bacon|leg|burger|roast)"
    r"|(?:ate|eat|eats|eaten|eating|cook|cooked|cooking|carv[a-z]*|roast|roasted|stuffed|frozen"
    r"|christmas|thanksgiving) (?:the |some |a |of )*turkey|(?:bad|some) turkey|had turkey"
    r"|iles? flottantes?|creme anglaise|jersey (?:shirt|dress|fabric)|swiss (?:army|roll|cheese)"
    r"|reunion (?:de (?:demain|famille|travail|parents)|d'(?:hier|equipe)|avec|familiale)"
    r"|brussels sprouts?|choux? de bruxelles|savon de marseille|cologne (?:spray|bottle|perfume)"
    r"|eau de cologne|rhodes scholar|paris hilton|st bernard|bermuda shorts?|cuba libre"
    r"|java (?:developer|script|code|course)|(?:code|coder|learn|apprendre|programmer) (?:en )?java"
)
# Countries and towns that children are called after.
FIRST_NAMES = (
    r"jordan|georgia|india|kenya|paris|florence|milan|sydney|london|israel|chad|brooklyn|charlotte"
    r"|savannah|victoria|sofia|bali|lorient|valencia|iran|austin|adelaide|vienna|alexandria|roma"
    r"|rome|dallas|houston|virginia|jamaica|cuba|america|ireland|martinique|catania|verona|siena"
    r"|florida|carolina|alma|orlando|memphis|denver|lima|malte|regina|dakota|cairo|odessa|tunis"
)
RELATIVES = (
    r"son|daughter|wife|husband|boy|girl|partner|brother|sister|fils|fille|femme|mari|epouse"
    r"|epoux|conjointe?|compagne|compagnon|copine|copain|frere|soeur|mr|mrs|ms|mme|monsieur"
    r"|madame|called|named|name is|prenommee?|s'appelle|nommee?|prenom"
)
WHAT_PEOPLE_DO = (
    r"has|had|needs?|sees|got|feels|va (?:bien|mal|mieux)|a (?:de la|du|eu|mal|besoin|ete|vu)"
    r"|is (?:sick|ill|my|our|[0-9]+|[a-z]+ (?:years|months) old|coughing|pregnant|due)"
    r"|est (?:malade|mon|ma|notre|enceinte|nee?|tombee?)"
)
NAMESAKE = re.compile(
    rf"\b(?:{THINGS}|(?:{RELATIVES}) (?:{FIRST_NAMES})|(?:{FIRST_NAMES}) (?:{WHAT_PEOPLE_DO}))\b"
    rf"|^(?:{FIRST_NAMES})  ?(?:ma|mon|my|our|notre) |\b(?:marie|jean|anne) (?:{FIRST_NAMES})\b"
)


def without_namesakes(plain: str) -> str:
    """The same text, every place kept, the namesakes blotted out.

    >>> without_namesakes("my son jordan broke his arm in jordan")
    'my ########## broke his arm in jordan'
    """
    return NAMESAKE.sub(lambda match: "#" * len(match[0]), plain)
