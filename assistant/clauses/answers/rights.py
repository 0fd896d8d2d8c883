"""What a member is told of complaints and personal data (articles I-13 and I-14)."""

from __future__ import annotations

from assistant.clauses.answer import answer, by_clause
from assistant.clauses.figures import address, email, web
from assistant.wording import N_

ANSWERS = by_clause(
    answer(
        "ATS-I-13-a",
        N_(
            "First, write to your usual contact: your adviser or customer service, or a person "
            "here. I can record your complaint with its date."
        ),
    ),
    answer(
        "ATS-I-13-b",
        N_(
            "If you still disagree after the first answer, write to the complaints department: "
            "{address}."
        ),
        address=address("complaints"),
    ),
    answer(
        "ATS-I-13-c",
        N_("The complaints department: {address}."),
        address=address("complaints"),
    ),
    answer(
        "ATS-I-13-d",
        N_(
            "After the complaints department, the insurer's Mediation Department (Département "
            "Médiation) can take your case."
        ),
    ),
    answer(
        "ATS-I-13-e",
        N_(
            "Its address comes with the answer of the complaints department, when that refuses "
            "all or part."
        ),
    ),
    answer(
        "ATS-I-13-f",
        N_(
            "Once the insurer's own steps are over and refused you, in all or in part, write to "
            "{address}."
        ),
        address=address("mediator"),
    ),
    answer(
        "ATS-I-13-g",
        N_(
            "Yes: the ombudsman handles disputes between the insurer and people who benefit "
            "from a guarantee or a benefit."
        ),
    ),
    answer(
        "ATS-I-13-h",
        N_("No: once a court action is started, the ombudsman can't be used."),
    ),
    answer(
        "ATS-I-13-i",
        N_("The ombudsman's address: {address}."),
        address=address("mediator"),
    ),
    answer(
        "ATS-I-14-a",
        N_("Swiss Life and ASSUR TRAVEL are both responsible for your data."),
    ),
    answer(
        "ATS-I-14-b",
        N_("Your data serve to conclude, manage and perform your contract."),
    ),
    answer(
        "ATS-I-14-c",
        N_(
            "They also serve the controls the law asks for: money laundering, terrorism, "
            "regulatory duties, insurance fraud."
        ),
    ),
    answer(
        "ATS-I-14-d",
        N_(
            "Possibly: data may be crossed to improve products, to assess or predict your "
            "situation, and to fit offers to you."
        ),
    ),
    answer(
        "ATS-I-14-e",
        N_(
            "They go to agents, partners, subcontractors, reinsurers and authorised bodies, for "
            "these purposes only."
        ),
    ),
    answer(
        "ATS-I-14-f",
        N_(
            "You have rights of access, correction, erasure and portability over your data. "
            "Write to the data protection officer (DPO): {email}."
        ),
        email=email("data_protection"),
    ),
    answer(
        "ATS-I-14-g",
        N_(
            "Yes: you may limit their use, and leave directives for your data after your death. "
            "Write to the DPO: {email}."
        ),
        email=email("data_protection"),
    ),
    answer(
        "ATS-I-14-h",
        N_(
            "Yes, consent can be withdrawn at any time, unless the contract cannot work without "
            "that use. Write to the DPO: {email}; a person can help."
        ),
        email=email("data_protection"),
    ),
    answer(
        "ATS-I-14-i",
        N_(
            "Yes, for a legitimate reason. Say it to the DPO in writing: {email}; a person can "
            "help."
        ),
        email=email("data_protection"),
    ),
    answer(
        "ATS-I-14-j",
        N_(
            "Yes: you may refuse commercial offers by SMS and e-mail. I send none; to stop all "
            "notices here, write STOP."
        ),
    ),
    answer(
        "ATS-I-14-k",
        N_("The DPO of ASSUR TRAVEL: {email}, or by post: {address}."),
        email=email("data_protection"),
        address=address("data_protection"),
    ),
    answer(
        "ATS-I-14-l",
        N_(
            "A request about medical data is addressed to the medical adviser (médecin "
            "conseil): {address}. Please send no medical paper here."
        ),
        address=address("medical_adviser"),
    ),
    answer(
        "ATS-I-14-m",
        N_("The DPO of Swiss Life: {email}, or by post: {address}."),
        email=email("data_protection_insurer"),
        address=address("data_protection_insurer"),
    ),
    answer(
        "ATS-I-14-n",
        N_(
            "For data used against money laundering or terrorism, apply straight to the CNIL: "
            "{web}."
        ),
        web=web("data_authority"),
    ),
    answer(
        "ATS-I-14-o",
        N_("The full policy is at {web}; a free copy is posted to you if you ask."),
        web=web("data_policy"),
    ),
)
