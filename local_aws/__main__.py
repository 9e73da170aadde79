"""The local AWS from the command line: `python -m local_aws demo | up | replay | verify | trace | down`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from local_aws import demo, stack, verifying, web
from local_aws.console import reporting
from local_aws.engine import Clients, LocalAwsError
from local_aws.tracing import deployment
from operations.replay_dead_letters import replay
from operations.trace_upload import UNKNOWN, conclusion, look_up, report
from operations.trace_upload import add_common as add_trace
from operations.verify_deployment import FAILED, add_common, table_of

Command = Callable[[argparse.Namespace, Console], int]
"""Runs a command with its options, and returns its exit status."""


def main() -> int:
    """Run one command and return its exit status; print a user's mistake as a sentence."""
    options = _parser().parse_args()
    # Like Ctrl-C: the stack is removed before this process ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))

    # A log has no terminal width; the table needs 120 columns.
    console = Console() if sys.stdout.isatty() else Console(width=120)
    run: Command = options.run
    try:
        return run(options, console)
    except LocalAwsError as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. Everything is taken down.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="local_aws", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary)
        added.set_defaults(run=run)
        return added

    shown = command("demo", _demo, "upload photographs in all modes, then take everything down")
    shown.add_argument("photos", nargs="*", type=Path, help="your own photographs (default: samples)")
    shown.add_argument("--web", action="store_true", help="serve the web client until Ctrl-C")
    left = command("up", _up, "deploy all modes and leave them running, described in .local/stack.json")
    for deploying in (shown, left):
        engines = ("ministack", "localstack")
        deploying.add_argument("--emulator", choices=engines, default=engines[0], help="engine to start")
        deploying.add_argument(
            "--endpoint", metavar="URL", help="use the LocalStack that already runs at URL"
        )
    command("replay", _replay, "replay the dead letters of the stack that `up` started")
    add_common(command("verify", _verify, "verify all modes of the stack that `up` started"), expiry_wait=0)
    add_trace(command("trace", _trace, "print the history of one upload to the stack of `up`"))
    command("down", _down, "take down the stack that `up` started, even if it is incomplete")
    return parser


def _demo(options: argparse.Namespace, console: Console) -> int:
    if options.web:
        return _demo_page(options.emulator, console, options.endpoint)
    return 0 if demo.run(options.photos, options.emulator, console, options.endpoint) else 1


def _up(options: argparse.Namespace, console: Console) -> int:
    with reporting(console) as tell:
        deployed, made = stack.up(options.emulator, tell, endpoint=options.endpoint)
    console.print(
        f"The local AWS {'is' if made else 'was already'} up at {deployed.engine.endpoint_url}, "
        f"described in {stack.UP_FILE.relative_to(Path.cwd(), walk_up=True)}. "
        "Take it down with `nox -s down`.",
        highlight=False,
        soft_wrap=True,
    )
    console.print(web.page_message(deployed), highlight=False, soft_wrap=True)
    return 0


def _demo_page(engine_name: str, console: Console, endpoint: str | None) -> int:
    with ExitStack() as undo:
        listener = undo.enter_context(web.listen())
        with reporting(console) as report:
            made = stack.running(
                "demo", engine_name, report, endpoint=endpoint, page_origins=[web.origin(listener)]
            )
            served = web.serve(undo.enter_context(made), listener)
        console.print(
            f"{web.page_message(served)} Ctrl-C takes everything down.", highlight=False, soft_wrap=True
        )
        signal.pause()
    return 0


def _running(alternative: str) -> stack.Stack:
    running = stack.find()
    if running is None:
        raise LocalAwsError(f"No local stack is running. Run `nox -s up` first, or {alternative}.")
    return running


def _down(_: argparse.Namespace, console: Console) -> int:
    with reporting(console) as tell:
        stack.down(tell)
    console.print("The local AWS is down.")
    return 0


def _verify(options: argparse.Namespace, console: Console) -> int:
    failed = False
    running = _running("name a deployment by --api-url, --bucket and --table")
    for name, results in verifying.modes(running, options.expiry_wait, names=options.names):
        console.print(f"{name}\n{table_of(results)}\n", markup=False, highlight=False, soft_wrap=True)
        failed |= any(result.outcome == FAILED for result in results)
    return int(failed)


def _trace(options: argparse.Namespace, console: Console) -> int:
    """Trace an upload in the mode that has a record of it; in the first mode if none has."""
    running = _running("name a deployment by --bucket, --table, --queue-url and --function")
    lives = [
        (name, look_up(deployment(running, name), options.file_key, options.days)) for name in running.modes
    ]
    found = [(name, life) for name, life in lives if conclusion(life)[0] != UNKNOWN] or lives[:1]
    for name, life in found:
        for line in (name, *report(life)):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return conclusion(found[0][1])[0]


def _replay(_: argparse.Namespace, console: Console) -> int:
    running = _running("name an account's queue")
    clients = Clients(running.engine)
    left = 0
    for name, mode in running.modes.items():
        function = mode.functions["process_uploaded_file"]
        letters = list(replay(clients.sqs, clients.functions, mode.dlq_url, function))
        for letter in letters:
            console.print(f"{name}: {letter.outcome}: {letter.note}", markup=False, highlight=False)
        left += sum(letter.outcome == "left" for letter in letters)
        console.print(f"{name}: {len(letters)} dead letters", highlight=False)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
