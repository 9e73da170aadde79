"""Applies the module on each engine and writes the table of `docs/engines.md`; `nox -s opinions`."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections import Counter
from collections.abc import Iterator

from rich.console import Console

from local_aws.console import reporting
from local_aws.engine import LOCAL, ROOT
from tests.opinions import explained
from tests.opinions.campaign import Opinion, ask
from tools.build_docs.markers import write_between
from tools.build_docs.tables import table

LAST = LOCAL / "opinions"
PAGE = ROOT / "docs/engines.md"
NAMES = {"ministack": "MiniStack", "localstack": "LocalStack", "moto": "moto"}
STEPS = ("apply", "plan", "update in place", "plan after it", "destroy")


def main() -> int:
    """Return the exit status: 0 if every difference is explained, and every explanation is needed."""
    parser = argparse.ArgumentParser(prog="python -m tests.opinions", description=__doc__)
    parser.add_argument("engines", nargs="*", choices=[*NAMES, []], default=[], help="all, if none is named")
    parser.add_argument("--again", action="store_true", help="ask nobody: what the last run of each said")
    options = parser.parse_args()
    chosen = options.engines or list(NAMES)
    console = Console(width=120)
    LAST.mkdir(parents=True, exist_ok=True)
    if not options.again:
        with reporting(console) as report:
            for name in chosen:
                opinion = ask(name, LOCAL / "stacks" / f"opinions-{secrets.token_hex(4)}", report)
                (LAST / f"{name}.json").write_text(json.dumps(opinion.as_json()))
    opinions = [Opinion.of(json.loads((LAST / f"{name}.json").read_text())) for name in chosen]
    for opinion in opinions:
        for step, problem in opinion.problems.items():
            console.print(f"{opinion.engine}: {step}: {problem[:2000]}", markup=False, soft_wrap=True)
    text = f"{render(opinions)}\n\n{reasons(opinions)}"
    console.print(text, markup=False, soft_wrap=True)
    unexplained = [*unknown(opinions), *shared(opinions)]
    for sentence in unexplained:
        console.print(sentence, style="red", markup=False, soft_wrap=True)
    if unexplained:
        return 1
    if len(opinions) == len(NAMES):
        write_between(PAGE, "opinions", text)
    return 0


def render(opinions: list[Opinion]) -> str:
    """Return the table, with one column for each engine."""
    rows = [
        ("resources made", *(str(opinion.resources) for opinion in opinions)),
        *((f"{step}, seconds", *(_seconds(opinion, step) for opinion in opinions)) for step in STEPS),
        *(
            (f"differences of the {step}", *(_count(opinion, step) for opinion in opinions))
            for step in ("plan", "plan after it")
        ),
        ("left after the destroy", *(str(len(opinion.left)) for opinion in opinions)),
    ]
    return table(("", *(NAMES[opinion.engine] for opinion in opinions)), rows)


def _seconds(opinion: Opinion, step: str) -> str:
    if step not in opinion.seconds:
        return "not tried"
    return f"{opinion.seconds[step]:.0f}{', failed' if step in opinion.problems else ''}"


def _count(opinion: Opinion, step: str) -> str:
    return str(len(opinion.differences[step])) if step in opinion.differences else "not tried"


def reasons(opinions: list[Opinion]) -> str:
    """Return the list of differences, failures and leftovers, each once with its reason."""
    attributes: dict[tuple[str, str], dict[str, list[str]]] = {}
    for opinion in opinions:
        for (kind, attribute), why in sorted(explained.PLANS[opinion.engine].items()):
            why = " ".join(filter(None, (why, explained.OURS.get((kind, attribute)))))
            attributes.setdefault((kind, why), {}).setdefault(attribute, []).append(NAMES[opinion.engine])
    lines = []
    for (kind, why), engines in attributes.items():
        (who, *others) = {" and ".join(names) for names in engines.values()}
        assert not others
        lines.append(f"- {who}, `{kind}`, {', '.join(f'`{name}`' for name in engines)}: {why}")
    lines += [f"- {NAMES[engine]}, {step}: {why}" for (engine, step), (_, why) in explained.FAILURES.items()]
    left: dict[tuple[str, str], list[str]] = {}
    for (engine, what), why in explained.LEFT.items():
        left.setdefault((what, why), []).append(NAMES[engine])
    lines += [f"- {' and '.join(names)}, left behind, {what}: {why}" for (what, why), names in left.items()]
    return "\n".join(lines)


def unknown(opinions: list[Opinion]) -> Iterator[str]:
    """Yield a sentence for each unexplained difference, and for each explanation without a difference."""
    for opinion in opinions:
        engine, known = opinion.engine, explained.PLANS[opinion.engine]
        found = frozenset().union(*opinion.differences.values())
        yield from (f"{engine} shows a difference: {each}" for each in sorted(found - known.keys()))
        yield from (f"{engine} shows no difference any more: {each}" for each in sorted(known.keys() - found))
        failures = {step: why for (name, step), why in explained.FAILURES.items() if name == engine}
        for step in failures.keys() | opinion.problems.keys():
            text = failures[step][0] if step in failures else None
            if text is None or text not in opinion.problems.get(step, ""):
                yield f"{engine}: {step} does not fail as explained: {text}"
        left = [what for (name, what) in explained.LEFT if name == engine]
        yield from (
            f"{engine} left {each}" for each in sorted(opinion.left) if not each.startswith(tuple(left))
        )
        yield from (
            f"{engine} leaves no {what} any more"
            for what in left
            if not any(each.startswith(what) for each in opinion.left)
        )


def shared(opinions: list[Opinion]) -> Iterator[str]:
    """Yield a sentence for each difference of several engines, because it may be the module's fault."""
    said = Counter(
        each
        for opinion in opinions
        for each in frozenset[tuple[str, str]]().union(*opinion.differences.values())
    )
    for each, count in sorted(said.items()):
        if count > 1 and each not in explained.OURS:
            yield f"{count} engines differ on {each}: explain why that is not the module's fault"


if __name__ == "__main__":
    sys.exit(main())
