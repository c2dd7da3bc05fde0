"""Slack as a process of its own: `python -m doubles.slack [--port N] [--seconds 600]`, with `tests` on PYTHONPATH.

Prints one line of JSON with its addresses once it listens; driven over POST /_ctl (control.py, remote.py).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from doubles.slack.server import slack_double


async def main() -> None:
    """Serve for a limited time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600.0)
    options = parser.parse_args()
    async with slack_double(port=options.port) as double:
        app = double.app
        shown = {"url": double.url, "api_url": double.api_url, "app_token": app.app_token}
        sys.stdout.write(json.dumps(shown | {"signing_secret": app.signing_secret}) + "\n")
        sys.stdout.flush()
        await asyncio.sleep(options.seconds)


if __name__ == "__main__":
    asyncio.run(main())
