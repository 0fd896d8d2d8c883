"""Proofs that nothing is lost and nothing is done twice, whatever crashes (threats.md 3 and 5).

Real processes of the product, stand-ins of the providers with ledgers of their own, seeded load and
faults, and a checker that compares the ledgers with the database. `make proofs`.
"""
