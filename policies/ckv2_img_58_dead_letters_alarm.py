from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.alarms import raised_at_the_first
from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import takes_failures
from uploader_policies.uploader import Uploader


def _is_raised_at_the_first(alarm: Resource) -> bool:
    metrics, statistics = {"ApproximateNumberOfMessagesVisible"}, {"Average", "Maximum", "Sum"}
    return (
        raised_at_the_first(alarm, "AWS/SQS", metrics, statistics)
        and alarm.text("treat_missing_data") != "notBreaching"
    )


class DeadLettersAlarm(UploaderPolicy):
    ID = "CKV2_IMG_58"
    NAME = "The first message in a dead-letter queue raises an alarm"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_sqs_queue"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "SQS deletes the messages after 14 days, so an operator must know of them. Keep the alarm on "
        "ApproximateNumberOfMessagesVisible of the dead-letter queue, at one message. SQS publishes no "
        'metrics for a queue that was not used for six hours: set treat_missing_data = "ignore", because '
        "notBreaching would return to OK while messages wait."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return takes_failures(resource, uploader)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not any(
            _is_raised_at_the_first(alarm)
            for alarm in uploader.sources(resource, "aws_cloudwatch_metric_alarm", "dimensions.QueueName")
        ):
            yield "No alarm is raised by the first message in the queue."


check = DeadLettersAlarm()
