"""The local AWS from the command line: `python -m local_aws demo | up | replay | down`. nox calls this."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from rich.console import Console

from local_aws import demo, stack
from local_aws.console import reporting
from local_aws.engine import Clients, LocalAwsError
from operations.replay_dead_letters import replay


def main() -> int:
    """Run one command and return its exit status; what a person can put right is told as a sentence."""
    parser = argparse.ArgumentParser(prog="local_aws", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in (
        ("demo", "send photographs through both modes, then take everything down"),
        ("up", "deploy both modes and leave them running, described in .local/stack.json"),
    ):
        command = commands.add_parser(name, help=told)
        command.add_argument("--emulator", choices=["ministack", "localstack"], default="ministack")
        command.add_argument("--endpoint", metavar="URL", help="of a LocalStack that runs already")
        if name == "demo":
            command.add_argument(
                "photos", nargs="*", type=Path, help="your own photographs; samples otherwise"
            )
    commands.add_parser("replay", help="hand the dead letters of what `up` left running back")
    commands.add_parser("down", help="take down what `up` left running, in whatever state it is")
    options = parser.parse_args()
    # As Ctrl-C: what was started is taken down before this process goes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))

    # A log has no width of its own; the table needs this much.
    console = Console() if sys.stdout.isatty() else Console(width=120)
    try:
        if options.command == "demo":
            return 0 if demo.run(options.photos, options.emulator, console, options.endpoint) else 1
        if options.command == "up":
            return _up(options.emulator, console, options.endpoint)
        if options.command == "replay":
            return _replay(console)
        with reporting(console) as report:
            stack.down(report)
        console.print("The local AWS is down.")
    except LocalAwsError as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    except KeyboardInterrupt:
        console.print("Stopped, and everything taken down.")
        return 130
    return 0


def _up(engine_name: str, console: Console, endpoint: str | None) -> int:
    with reporting(console) as report:
        deployed, made = stack.up(engine_name, report, endpoint=endpoint)
    console.print(
        f"The local AWS {'is' if made else 'was already'} up at {deployed.engine.endpoint_url}, "
        f"described in {stack.UP_FILE.relative_to(Path.cwd(), walk_up=True)}. "
        "Take it down with `nox -s down`.",
        highlight=False,
        soft_wrap=True,
    )
    return 0


def _replay(console: Console) -> int:
    running = stack.find()
    if running is None:
        raise LocalAwsError("No local stack is running: `nox -s up` first, or name an account's queue.")
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
