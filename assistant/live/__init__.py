"""Live pages: who has a page open hears at once that there is something new to fetch.

Only that something is new is told, never what: the page then asks as it always does, so that what
is shown has one way and one guard. A page that hears nothing goes on asking by itself.
"""

IN_THE_WEB_PROCESS = 48  # pages that may listen in each web process: a thread each
