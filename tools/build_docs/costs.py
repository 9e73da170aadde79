"""The cost of a month by its number of uploads, from AWS's list prices and the usage of one upload.

Prices are US dollars in us-east-1, without any free tier; CHARGES names AWS's page for each, and
docs/decisions.md says what they were compared with. BucketAV, CloudFront and the transfer out of AWS are not
in it: they depend on the vendor's licence and on what readers read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

VOLUMES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
MILLION = 1_000_000
SECONDS_IN_MONTH = 30 * 24 * 3600

# Assumptions about an average upload.
FILE_MEGABYTES = 2.0
THUMBNAIL_MEGABYTES = 0.01
SIGNING_GIGABYTE_SECONDS = 0.02 * 0.25  # 20 ms at 256 MB
PROCESSING_GIGABYTE_SECONDS = 0.5 * 1.0  # 500 ms at 1024 MB
LOG_KILOBYTES = {"CloudWatch": 3.0, "WAF": 2.0}  # both functions and the access log; the web ACL's log


@dataclass(frozen=True)
class Charge:
    """One line of the bill: fixed dollars a month, and dollars for each upload."""

    service: str
    page: str
    monthly: float
    each: float
    what: str


CHARGES = (
    Charge(
        "AWS WAF",
        "https://aws.amazon.com/waf/pricing/",
        5 + 6 * 1,
        0.60 / MILLION + LOG_KILOBYTES["WAF"] / MILLION * 0.50,
        "the web ACL 5, its six rules 1 each a month; 0.60 a million requests; its log 0.50 a GB",
    ),
    Charge(
        "API Gateway (REST)",
        "https://aws.amazon.com/api-gateway/pricing/",
        0,
        3.50 / MILLION,
        "3.50 a million requests, one for each upload",
    ),
    Charge(
        "Lambda (arm64)",
        "https://aws.amazon.com/lambda/pricing/",
        0,
        2 * 0.20 / MILLION + (SIGNING_GIGABYTE_SECONDS + PROCESSING_GIGABYTE_SECONDS) * 0.0000133334,
        "two requests at 0.20 a million; 0.0000133334 a GB-second",
    ),
    Charge(
        "S3",
        "https://aws.amazon.com/s3/pricing/",
        0,
        # Three PUT or LIST: the upload, the thumbnail, the list of versions. One GET by the function.
        3 * 0.005 / 1000 + 0.0004 / 1000 + (FILE_MEGABYTES + THUMBNAIL_MEGABYTES) / 1000 * 0.023,
        "0.005 a thousand PUT and LIST, 0.0004 a thousand GET; 0.023 a GB for the first month",
    ),
    Charge(
        "DynamoDB (on demand)",
        "https://aws.amazon.com/dynamodb/pricing/on-demand/",
        0,
        # One write and one consistent read of an item below 1 KB. Storage for the item and for its backup.
        0.625 / MILLION + 0.125 / MILLION + 1 / MILLION * (0.25 + 0.20),
        "0.625 a million writes, 0.125 a million reads; 0.25 a GB, and 0.20 for point-in-time recovery",
    ),
    Charge(
        "CloudWatch",
        "https://aws.amazon.com/cloudwatch/pricing/",
        12 * 0.10,
        LOG_KILOBYTES["CloudWatch"] / MILLION * 0.50,
        "eleven alarms on twelve metrics, 0.10 a metric and month; logs 0.50 a GB",
    ),
)

# The option adds a run for each arrival and each check, a list of versions, one more write of the item, and a
# write into the index and out of it. In a month: four alarms, two custom metrics, 8,640 checks.
PENDING_UPLOADS = Charge(
    "`pending_uploads`",
    "https://aws.amazon.com/cloudwatch/pricing/",
    4 * 0.10 + 2 * 0.30 + 8_640 * (0.20 / MILLION + 0.1 * 0.5 * 0.0000133334),
    0.20 / MILLION
    + 0.05 * 0.5 * 0.0000133334
    + 1.00 / MILLION
    + 0.005 / 1000
    + (3 * 0.625 + 0.125) / MILLION
    + 1.0 / MILLION * 0.50,
    "four alarms 0.10 and two metrics 0.30 each a month; S3's events on EventBridge 1.00 a million; for each "
    "upload a run of 50 ms at 512 MB, a LIST, and three writes and a read of the table and its index",
)

# The metrics of a deployment in which some uploads are refused and some rejected. AWS charges for a metric by
# the hours in which it occurs. Each upload makes two log lines longer.
METRICS_THAT_OCCUR = {
    **dict.fromkeys(
        ("UrlsIssued", "UploadBytes", "UploadToVerdict", "ThumbnailTime", "ThumbnailPeakMemory"), 1
    ),
    "UrlsRefused": 3,
    "NotProcessed": 3,
    "Verdicts": 2,
    "ColdStarts": 2,
}
METRICS_KILOBYTES = 0.9
METRICS = Charge(
    "`enable_metrics`",
    "https://aws.amazon.com/cloudwatch/pricing/",
    sum(METRICS_THAT_OCCUR.values()) * 0.30,
    METRICS_KILOBYTES / MILLION * 0.50,
    f"{sum(METRICS_THAT_OCCUR.values())} metrics 0.30 each a month, by the hours that have them; up to 40 "
    "with every reason; 0.9 KB of logs for each upload. `enable_dashboard`: 3.00 a month. "
    "`enable_saved_queries`: nothing; each run 0.005 a GB that it reads",
)

# GuardDuty as the scanner adds the scan, S3's events, the tag, a read, and four alarms. It reports through
# EventBridge, where AWS's own events are free.
GUARDDUTY = Charge(
    "GuardDuty as `scanner`",
    "https://aws.amazon.com/guardduty/pricing/",
    4 * 0.10,
    0.215 / 1000 + FILE_MEGABYTES / 1000 * 0.09 + 1.00 / MILLION + 0.005 / 1000 + 0.0004 / 1000,
    "0.215 a thousand objects and 0.09 a GB; S3's events on EventBridge 1.00 a million; a tag and a read of "
    "each upload; four alarms 0.10 each a month",
)

# The option adds a run, an event and its log line for each verdict, and two alarms. Lambda's reads of streams
# are free.
UPLOAD_EVENTS = Charge(
    "`upload_events`",
    "https://aws.amazon.com/eventbridge/pricing/",
    2 * 0.10,
    1.00 / MILLION + 0.20 / MILLION + 0.05 * 0.25 * 0.0000133334 + 1.0 / MILLION * 0.50,
    "two alarms 0.10 each a month; events 1.00 a million; for each upload at most a run of 50 ms at 256 MB "
    "and 1 KB of logs; what EventBridge's targets cost is not in it",
)

SECRET_PAGE = "https://aws.amazon.com/secrets-manager/pricing/"  # noqa: S105 - an address
SECRET_MONTHLY = 0.40
SECRET_READING = 0.05 / 10_000


XRAY_PAGE = "https://aws.amazon.com/xray/pricing/"
XRAY_TRACE = 5.00 / MILLION


def traces_dollars(uploads: int) -> float:
    """Return the highest cost of traces, for evenly spread uploads: AWS keeps one a second, 5 % of the rest.

    An upload is two traces: of the request, and of the event that follows.
    """
    kept = min(uploads, SECONDS_IN_MONTH) + 0.05 * max(0, uploads - SECONDS_IN_MONTH)
    return 2 * kept * XRAY_TRACE


def secret_dollars(uploads: int) -> float:
    """Return the secret's cost: a running function reads it at most once a minute."""
    return SECRET_MONTHLY + min(uploads, SECONDS_IN_MONTH / 60) * SECRET_READING


def table() -> str:
    """Return the table of dollars a month, by service and number of uploads, and its unit prices."""
    dollars = {
        f"[{charge.service}]({charge.page})": [charge.monthly + charge.each * volume for volume in VOLUMES]
        for charge in CHARGES
    }
    dollars[f"[X-Ray]({XRAY_PAGE})"] = [traces_dollars(volume) for volume in VOLUMES]
    dollars[f"[Secrets Manager]({SECRET_PAGE})"] = [secret_dollars(volume) for volume in VOLUMES]
    totals = [sum(column) for column in zip(*dollars.values(), strict=True)]
    dollars["**all**"] = totals
    dollars["all, for a thousand uploads"] = [
        total / volume * 1000 for total, volume in zip(totals, VOLUMES, strict=True)
    ]
    dollars["with GuardDuty, more"] = [GUARDDUTY.monthly + GUARDDUTY.each * volume for volume in VOLUMES]
    dollars["with `pending_uploads`, more"] = [
        PENDING_UPLOADS.monthly + PENDING_UPLOADS.each * volume for volume in VOLUMES
    ]
    dollars["with `enable_metrics`, more"] = [METRICS.monthly + METRICS.each * volume for volume in VOLUMES]
    dollars["with `upload_events`, more"] = [
        UPLOAD_EVENTS.monthly + UPLOAD_EVENTS.each * volume for volume in VOLUMES
    ]
    lines = [
        _line("dollars a month for", [f"{volume:,} uploads" for volume in VOLUMES]),
        _line("---", ["--:"] * len(VOLUMES)),
        *(_line(head, [f"{value:,.2f}" for value in values]) for head, values in dollars.items()),
    ]
    return "\n".join([*lines, "", *_prices()])


MILLION_POLLS = {
    "API Gateway": 3.50,
    "WAF": 0.60,
    "Lambda": 0.20 + SIGNING_GIGABYTE_SECONDS * 0.0000133334 * MILLION,
    "DynamoDB": 0.125,
}
"""Dollars a poll: one consistent read of an item below 4 KB."""


def _prices() -> Iterator[str]:
    thumbnail = THUMBNAIL_MEGABYTES * 1000
    yield f"Counted for each upload: {FILE_MEGABYTES:g} MB and a thumbnail of {thumbnail:g} KB; in dollars:"
    yield ""
    for charge in CHARGES:
        yield f"- {charge.service}: {charge.what}."
    yield f"- [{GUARDDUTY.service}]({GUARDDUTY.page}): {GUARDDUTY.what}."
    yield f"- {PENDING_UPLOADS.service}: {PENDING_UPLOADS.what}."
    yield f"- {METRICS.service}: {METRICS.what}."
    yield f"- {UPLOAD_EVENTS.service}: {UPLOAD_EVENTS.what}."
    yield "- X-Ray: 5.00 a million traces; AWS's default keeps one a second, and a twentieth of more."
    polls = ", ".join(f"{service} {dollars:.2f}" for service, dollars in MILLION_POLLS.items())
    yield (
        f"- By option `upload_status`: {sum(MILLION_POLLS.values()):.2f} for a million polls ({polls}, "
        "without logs); a WAF rule 1.00 and two alarms 0.20 a month. "
        "`waf.trusted_backends`: a rule 1.00 a month."
    )
    yield "- Secrets Manager: 0.40 a month; 0.05 for ten thousand readings, one a minute at most."


def _line(head: str, cells: list[str]) -> str:
    return f"| {' | '.join([head, *cells])} |"
