"""Start a function as Lambda's runtime does, call it with one event, and print its answer.

Arguments: a file with the event, then the folders of the function and of its layer.
"""

import json
import sys

sys.path[0:1] = sys.argv[2:]

from handler import handler  # noqa: E402

with open(sys.argv[1]) as file:  # noqa: PTH123 - Lambda's runtime does not import pathlib
    event = json.load(file)
answer = handler(event, None)
print("ANSWER", json.dumps(answer), flush=True)
