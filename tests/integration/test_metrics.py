"""A run of the whole flow emits exactly the metrics that the dashboard shows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from metrics import KINDS, NAMESPACE

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.engine import ROOT
from local_aws.stack import Stack
from tests.integration import logged
from tests.integration.conftest import needs
from tests.integration.flow import CHECK, Flow, Upload, eventually, new_user, s3_event
from tests.integration.replica import replica
from tests.integration.test_upload_status import ask
from tests.unit.module.series import fields_of, of_dashboard
from tests.unit.shared.embedded_metrics import Series, all_data

pytestmark = needs(Capability.IAM)

PHOTO = samples.jpeg(samples.landscape(320, 240))


@dataclass(frozen=True)
class Run:
    """The functions' log lines in a run of the whole flow in all modes, and their metrics by bucket."""

    lines: list[str]
    series: dict[str, set[Series]]


@pytest.fixture(scope="module")
def run(stack: Stack) -> Run:
    """Run the cases that count metrics in each mode; an invalid log line fails."""
    flows = {name: Flow(stack, name) for name in stack.modes}
    for flow in flows.values():
        flow.finished(flow.upload(PHOTO))
        flow.finished(flow.upload(b"no image"))
        whole = {"userId": "u", "filename": "x", "ext": "jpg"}
        flow.get({**whole, "userId": ""})
        flow.get({**whole, "ext": "exe"})
        flow.get(whole, {flow.mode.auth_header: "wrong"})
    plain, bucketav = flows["plain"], flows["bucketav"]
    ask(plain, "u", "uploads/u/x")
    bucketav.finished(bucketav.upload(samples.infected().content))
    bucketav.process(CHECK, "track_pending_uploads")
    with replica(stack, "plain") as slow:
        _end_a_decoder_by_force(slow)
        lines = list(logged.of_the_functions(stack))
        buckets = {slow.mode.bucket: plain.mode.bucket}
    found: dict[str, set[Series]] = {flow.mode.bucket: set() for flow in flows.values()}
    for series in {datum.series for datum in all_data(lines)}:
        bucket = dict(series.dimensions)["Bucket"]
        others = {(name, value) for name, value in series.dimensions if name != "Bucket"}
        bucket = buckets.get(bucket, bucket)  # the replica's metrics count for its original
        if bucket in found:
            dimensions = frozenset({("Bucket", bucket), *others})
            found[bucket].add(series._replace(dimensions=dimensions))
    return Run(lines, found)


def _end_a_decoder_by_force(slow: Flow) -> None:
    """Make the decoder time out: the function gets ten seconds, and keeps all of them for later steps."""
    user = new_user()
    key = f"uploads/{user}/{'0' * 32}_x.jpg"
    version = slow.admin.s3.put_object(Bucket=slow.mode.bucket, Key=key, Body=PHOTO)["VersionId"]
    name = slow.mode.functions["process_uploaded_file"]
    functions = slow.admin.functions
    functions.update_function_configuration(FunctionName=name, Timeout=10)
    functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    called = slow.process(s3_event(slow.mode.bucket, Upload(user, key, version)))
    assert "DecoderTimeoutError" in json.dumps(called["payload"])
    eventually(lambda: slow.log_of(version), "the log line")


def shown(flow: Flow) -> list[tuple[Series, str | None]]:
    """Return the series of our own metrics on the mode's dashboard."""
    cloudwatch = flow.admin.client("cloudwatch")
    body = cloudwatch.get_dashboard(DashboardName=flow.mode.bucket)["DashboardBody"]
    return [(series, by) for series, by in of_dashboard(body) if series.namespace == NAMESPACE]


def is_of(emitted: Series, series: Series, by: str | None) -> bool:
    """Tell whether a dashboard's series, or its search by the dimension `by`, shows an emitted series."""
    rest = emitted.dimensions - series.dimensions
    return (
        (emitted.namespace, emitted.name) == (series.namespace, series.name)
        and series.dimensions <= emitted.dimensions
        and [name for name, _ in rest] == ([by] if by else [])
    )


def test_every_metric_of_the_dashboard_was_emitted_and_every_emitted_one_is_on_it(
    flow: Flow, run: Run
) -> None:
    emitted, on_it = run.series[flow.mode.bucket], shown(flow)
    not_tried_here = {"DecoderKills"} if flow.name == "bucketav" else set()

    never = [one for one in on_it if not any(is_of(series, *one) for series in emitted)]
    hidden = [series for series in emitted if not any(is_of(series, *one) for one in on_it)]

    assert {series.name for series, _ in never} == not_tried_here
    assert hidden == []


def test_every_metric_was_emitted_by_what_is_ours_to_choose(stack: Stack, run: Run) -> None:
    both = set().union(*run.series.values())
    values: dict[str, set[str]] = {}
    for series in both:
        for name, value in series.dimensions:
            values.setdefault(name, set()).add(value)

    assert {series.name for series in both} == KINDS.keys()
    assert values.pop("Bucket") == {mode.bucket for mode in stack.modes.values()}
    functions = {*stack.modes["plain"].functions, *stack.modes["bucketav"].functions}
    assert values.pop("Function") == functions - {
        "send_upload_events"
    }  # Lambda's own metrics are enough for it
    assert values.pop("Status") >= {"processed", "rejected", "infected"}
    reasons = values.pop("Reason")
    assert reasons >= {"not_an_image", "wrong", "missing_parameter", "invalid_parameter"}
    assert all(re.fullmatch(r"[a-z_]+", reason) for reason in reasons)
    assert values == {}


def test_saved_queries_ask_for_fields_that_were_logged(run: Run) -> None:
    logged_fields = {"@timestamp", "@log"}
    for line in run.lines:
        if line.startswith("{"):
            logged_fields |= json.loads(line).keys()
    queries = re.findall(r"<<-QUERY\n(.*?)QUERY\n", (ROOT / "module/saved_queries.tf").read_text(), re.DOTALL)

    assert len(queries) == 5
    assert [fields_of(query) - logged_fields for query in queries] == [set()] * 5
