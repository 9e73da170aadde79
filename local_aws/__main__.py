"""The local AWS from the command line: `python -m local_aws demo | up | replay | verify | trace | down`."""

from __future__ import annotations

import argparse
import signal
import sys
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


def main() -> int:
    """Run one command and return its exit status; print a user's mistake as a sentence."""
    parser = argparse.ArgumentParser(prog="local_aws", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, summary in (
        ("demo", "upload photographs in all modes, then take everything down"),
        ("up", "deploy all modes and leave them running, described in .local/stack.json"),
    ):
        command = commands.add_parser(name, help=summary)
        command.add_argument("--emulator", choices=["ministack", "localstack"], default="ministack")
        command.add_argument("--endpoint", metavar="URL", help="use the LocalStack that already runs at URL")
        if name == "demo":
            command.add_argument(
                "photos", nargs="*", type=Path, help="your own photographs (default: samples)"
            )
            command.add_argument("--web", action="store_true", help="serve the web client until Ctrl-C")
    commands.add_parser("replay", help="replay the dead letters of the stack that `up` started")
    add_common(
        commands.add_parser("verify", help="verify all modes of the stack that `up` started"), expiry_wait=0
    )
    add_trace(commands.add_parser("trace", help="print the history of one upload to the stack of `up`"))
    commands.add_parser("down", help="take down the stack that `up` started, even if it is incomplete")
    options = parser.parse_args()
    # Like Ctrl-C: the stack is removed before this process ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))

    # A log has no terminal width; the table needs 120 columns.
    console = Console() if sys.stdout.isatty() else Console(width=120)
    try:
        if options.command == "demo" and options.web:
            return _demo_page(options.emulator, console, options.endpoint)
        if options.command == "demo":
            return 0 if demo.run(options.photos, options.emulator, console, options.endpoint) else 1
        if options.command == "up":
            return _up(options.emulator, console, options.endpoint)
        if options.command == "replay":
            return _replay(console)
        if options.command == "verify":
            return _verify(console, options.expiry_wait, names=options.names)
        if options.command == "trace":
            return _trace(console, options.file_key, options.days)
        with reporting(console) as tell:
            stack.down(tell)
        console.print("The local AWS is down.")
    except LocalAwsError as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped. Everything is taken down.")
        return 130
    return 0


def _up(engine_name: str, console: Console, endpoint: str | None) -> int:
    with reporting(console) as tell:
        deployed, made = stack.up(engine_name, tell, endpoint=endpoint)
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


def _verify(console: Console, expiry_wait: float, *, names: bool) -> int:
    failed = False
    running = _running("name a deployment by --api-url, --bucket and --table")
    for name, results in verifying.modes(running, expiry_wait, names=names):
        console.print(f"{name}\n{table_of(results)}\n", markup=False, highlight=False, soft_wrap=True)
        failed |= any(result.outcome == FAILED for result in results)
    return int(failed)


def _trace(console: Console, file_key: str, days: int) -> int:
    """Trace an upload in the mode that has a record of it; in the first mode if none has."""
    running = _running("name a deployment by --bucket, --table, --queue-url and --function")
    lives = [(name, look_up(deployment(running, name), file_key, days)) for name in running.modes]
    found = [(name, life) for name, life in lives if conclusion(life)[0] != UNKNOWN] or lives[:1]
    for name, life in found:
        for line in (name, *report(life)):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return conclusion(found[0][1])[0]


def _replay(console: Console) -> int:
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
