from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.links import QUEUE
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights, roles
from uploader_policies.uploader import Uploader, environment, variable

SOURCE = "image-uploader"
SOURCE_IS = ("ForAllValues:StringEquals", "ForAllValues:StringEqualsIfExists", "StringEquals")
READ = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")


class EventRights(UploaderPolicy):
    ID = "CKV2_IMG_74"
    NAME = "The event function may only read the table's stream and send upload events"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "The function needs no file and no secret. Allow the four actions that read a stream on "
        "TABLE/stream/*, events:PutEvents on the bus in EVENT_BUS with the source image-uploader "
        "(events:source), sqs:SendMessage on its dead-letter queue, your own KMS key, and its own logs. An "
        "event source mapping in this configuration must name the table."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return "EVENT_BUS" in environment(resource)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The function's role is not in this configuration: it cannot be checked."
        mappings = uploader.sources(resource, "aws_lambda_event_source_mapping", "function_name")
        tables = {
            table.text("name") for one in mappings for table in uploader.targets(one, "event_source_arn")
        }
        if not tables:
            yield "The function has no event source mapping for a table's stream in this configuration."
        queues = {
            queue.text("name")
            for one in mappings
            for queue in uploader.targets(one, "destination_config.on_failure.destination_arn")
        }
        for right in rights(resource, uploader):
            service, _, action = right.action.partition(":")
            match service:
                case "dynamodb" if action in READ:
                    table, _, streams = (
                        right.resource.rpartition(":")[2].removeprefix("table/").partition("/")
                    )
                    if table in tables and streams == "stream/*":
                        continue
                case "events" if action == "PutEvents" and right.resource == variable(resource, "EVENT_BUS"):
                    if right.statement.values("events:source", *SOURCE_IS) == (SOURCE,):
                        continue
                case "sqs" if action == "SendMessage" and name_in(QUEUE, right.resource) in queues:
                    continue
                case "kms" if action in ("Decrypt", "GenerateDataKey"):
                    continue
            yield f"The function's role allows {right}."


check = EventRights()
