"""Channels: read a provider's payload into a neutral message, send a neutral reply."""
