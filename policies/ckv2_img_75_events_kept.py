from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.links import TABLE
from uploader_policies.names import named
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights
from uploader_policies.uploader import Uploader

HOUR = 3600
WHOLE = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")


class EventsKept(UploaderPolicy):
    ID = "CKV2_IMG_75"
    NAME = "No verdict is lost between the table's stream and its event"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_lambda_event_source_mapping"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Read the stream from its beginning, with the new images and without a filter. Let the function "
        "report which records failed. Split batches that fail, try for an hour and more, and keep in a "
        "queue which records were given up."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        return any(source.kind == TABLE for source in uploader.targets(resource, "event_source_arn"))

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for table in uploader.targets(resource, "event_source_arn"):
            if table.text("stream_view_type") not in WHOLE:
                yield f"The stream of {table.address} does not show new images."
            if not table.flag("stream_enabled"):
                yield f"{table.address} has no stream."
            source = resource.raw("event_source_arn")
            if isinstance(source, str) and source.startswith("arn:") and "/stream/" not in source:
                yield "event_source_arn is no stream."
        if resource.text("starting_position") != "TRIM_HORIZON":
            yield "starting_position is not TRIM_HORIZON: what is written before the mapping works is lost."
        if resource.has_block("filter_criteria"):
            yield "filter_criteria lets verdicts pass by."
        if resource.is_set("enabled") and not resource.flag("enabled"):
            yield "It is not enabled."
        if not resource.flag("bisect_batch_on_function_error"):
            yield "bisect_batch_on_function_error is not true: one record can hold up all others."
        if "ReportBatchItemFailures" not in resource.texts("function_response_types"):
            yield "function_response_types lacks ReportBatchItemFailures: refused events are lost."
        for attribute, least in (("maximum_retry_attempts", 100), ("maximum_record_age_in_seconds", HOUR)):
            if resource.is_set(attribute) and -1 != (resource.number(attribute) or 0) < least:
                yield f"{attribute} is below {least}: a short outage loses events."
        queues = uploader.targets(resource, "destination_config.on_failure.destination_arn")
        if not queues:
            yield "destination_config names no queue of this configuration."
        sends = [
            right.resource
            for function in uploader.targets(resource, "function_name")
            for right in rights(function, uploader)
            if right.action == "sqs:SendMessage"
        ]
        for queue in queues:
            if not any(named(queue.kind, arn) == queue.text("name") for arn in sends):
                yield f"The function's role may not send to {queue.address}."


check = EventsKept()
