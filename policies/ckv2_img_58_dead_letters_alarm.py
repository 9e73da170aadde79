from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import takes_failures
from uploader_policies.uploader import Uploader

FIRST = {("GreaterThanOrEqualToThreshold", 1.0), ("GreaterThanThreshold", 0.0)}

OTHER_MEASURES = ("extended_statistic", "metric_query", "threshold_metric_id", "unit")
"""With one of them it is another figure that the alarm compares, or another threshold."""


def _raises_at_the_first(alarm: Resource) -> bool:
    return (
        alarm.text("namespace") == "AWS/SQS"
        and alarm.text("metric_name") == "ApproximateNumberOfMessagesVisible"
        and alarm.text("statistic") in ("Maximum", "Sum", "Average")
        and (alarm.text("comparison_operator"), alarm.number("threshold")) in FIRST
        and (alarm.number("period") or 0) * (alarm.number("evaluation_periods") or 0) <= 3600
        and alarm.raw("actions_enabled") in (None, True)
        and alarm.text("treat_missing_data") != "notBreaching"
        and not any(alarm.is_set(other) for other in OTHER_MEASURES)
    )


class DeadLettersAlarm(UploaderPolicy):
    ID = "CKV2_IMG_58"
    NAME = "The first dead letter raises an alarm"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_sqs_queue"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "A queue that nobody looks at loses uploads 14 days later than none. Keep the alarm on "
        "ApproximateNumberOfMessagesVisible of the dead-letter queue, at one message. SQS publishes "
        'nothing of a queue that six hours left alone: take treat_missing_data = "ignore", since '
        "notBreaching says OK then while messages wait."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        return takes_failures(resource, uploader)

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not any(
            _raises_at_the_first(alarm)
            for alarm in uploader.sources(resource, "aws_cloudwatch_metric_alarm", "dimensions.QueueName")
        ):
            yield "No alarm watches the queue for its first message."


check = DeadLettersAlarm()
