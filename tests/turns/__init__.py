"""Tests of the turn: messages in, through the real database, replies out."""
