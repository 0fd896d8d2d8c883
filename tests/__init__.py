"""Tests: what the assistant promises, proved."""
