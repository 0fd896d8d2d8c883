"""The decision interface over HTTP: tokens, limits, one way to ask, and what describes it."""
