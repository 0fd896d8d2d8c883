"""Three phones on one screen, on the real webhooks and local stand-ins of the providers.

A part of the demo: it is not registered in production, and refuses there by itself too.
"""

from assistant.simulator.pages import blueprint

__all__ = ["blueprint"]
