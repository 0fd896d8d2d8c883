"""Dialogs: forms declared step by step, and the pure engine that advances them."""
