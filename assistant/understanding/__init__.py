"""Understanding: text in, what the member means out; offline and deterministic."""
