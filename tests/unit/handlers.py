"""Load a Lambda entry point in a test, as the runtime does at a cold start."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

LAMBDAS = Path(__file__).parents[2] / "lambdas"


def load_handler(name: str) -> ModuleType:
    """Run `lambdas/<name>/handler.py` afresh and return it as the module `<name>_handler`.

    The packages' entry points are all called `handler`, so none can be imported by that name. Each call is
    a cold start: module scope, and so the reading of the settings from the environment, runs again.

    Raises:
        FileNotFoundError: there is no such handler.
    """
    path = LAMBDAS / name / "handler.py"
    unique_name = f"{name}_handler"
    spec = importlib.util.spec_from_file_location(unique_name, path)
    if spec is None or spec.loader is None:  # the suffix .py always has a loader
        raise FileNotFoundError(path)
    for folder in (path.parent, LAMBDAS / "shared_api", LAMBDAS / "shared"):
        if str(folder) not in sys.path:  # pytest has them there; other programs do not
            sys.path.append(str(folder))
    module = importlib.util.module_from_spec(spec)
    sys.modules[unique_name] = module  # dataclasses look their module up here
    spec.loader.exec_module(module)
    return module
