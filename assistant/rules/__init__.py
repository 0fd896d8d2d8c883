"""The contracts as code: pure rules and dated values, one package a product."""
