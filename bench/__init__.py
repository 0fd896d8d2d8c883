"""What a turn costs, beside a floor measured in the same minute: `make bench`.

Not shipped. `docs/performance.md` says how it is measured and what came out.
"""
