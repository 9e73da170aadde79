"""Run MiniStack on a socket that the starter opened. Started by emulator.py, in MiniStack's environment.

Why not MiniStack's own command: that one chooses its port before it listens (two starts at once can
choose the same), listens on every interface and on port 443 too, and outlives a starter that was killed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve  # type: ignore[import-not-found]
from hypercorn.config import Config  # type: ignore[import-not-found]
from ministack.app import app  # type: ignore[import-not-found]
from ministack.services import apigateway_v1  # type: ignore[import-not-found]

# This repository is not on the path of MiniStack's environment, which the functions inherit.
sys.path.append(str(Path(__file__).parents[1]))
from local_aws import lifeline

sys.path.pop()


def mend_method_updates() -> None:
    """Have UpdateMethod keep booleans, as AWS does.

    A patch brings them as text. MiniStack 1.5.33 keeps the text, and Terraform cannot read the method again.
    """
    apply = apigateway_v1._apply_patch

    def apply_with_booleans(method: Any, patches: list[dict[str, Any]]) -> Any:
        for patch in patches:
            if str(patch.get("path")).startswith("/requestParameters/") and "value" in patch:
                patch["value"] = patch["value"] == "true"
        return apply(method, patches)

    apigateway_v1._apply_patch = apply_with_booleans


def main() -> None:
    """Serve until killed, or until the starter is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="number of the inherited, bound socket")
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where this stack keeps its files")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input does")
    options = parser.parse_args()

    mend_method_updates()
    if options.lifeline:
        lifeline.watch(options.folder)
    config = Config()
    config.bind = [f"fd://{options.socket}"]
    config.certfile, config.keyfile = options.certificate, options.key
    config.keep_alive_timeout = 75
    asyncio.run(serve(app, config))


if __name__ == "__main__":
    main()
