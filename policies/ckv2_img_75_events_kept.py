from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.links import TABLE
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights
from uploader_policies.uploader import Uploader

HOUR = 3600  # seconds
WHOLE = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")


class EventsKept(UploaderPolicy):
    ID = "CKV2_IMG_75"
    NAME = "No verdict is lost between the table's stream and its event"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_lambda_event_source_mapping"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Read the stream from its beginning, with new images and without a filter. The function must report "
        "which records failed. Split failed batches, retry for at least an hour, and send records that are "
        "given up to a queue."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return any(source.kind == TABLE for source in uploader.targets(resource, "event_source_arn"))

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for table in uploader.targets(resource, "event_source_arn"):
            if table.text("stream_view_type") not in WHOLE:
                yield f"stream_view_type of {table.address} does not include new images."
            if not table.flag("stream_enabled"):
                yield f"stream_enabled of {table.address} is not true."
            source = resource.raw("event_source_arn")
            if isinstance(source, str) and source.startswith("arn:") and "/stream/" not in source:
                yield "event_source_arn is not a stream's ARN."
        if resource.text("starting_position") != "TRIM_HORIZON":
            yield "starting_position is not TRIM_HORIZON: records older than the mapping are lost."
        if resource.has_block("filter_criteria"):
            yield "filter_criteria drops some verdicts."
        if resource.is_set("enabled") and not resource.flag("enabled"):
            yield "enabled is false."
        if not resource.flag("bisect_batch_on_function_error"):
            yield "bisect_batch_on_function_error is not true: one bad record can block all others."
        if "ReportBatchItemFailures" not in resource.texts("function_response_types"):
            yield "function_response_types lacks ReportBatchItemFailures: failed records are lost."
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
            if not any(name_in(queue.kind, arn) == queue.text("name") for arn in sends):
                yield f"The function's role may not send to {queue.address}."


check = EventsKept()
