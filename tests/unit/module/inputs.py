"""Inputs of the module: valid ones, valid ones at their limits, and wrong ones with the plan's error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "123456789012"
CERTIFICATE_ARN = f"arn:aws:acm:eu-central-1:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555"

NINE: dict[str, Any] = {
    "region": "eu-central-1",
    "environment": "prod",
    "api_image_upload_domain_name": "uploads.example.com",
    "backend_certificate_arn": CERTIFICATE_ARN,
    "uploads_bucket_name": "acme-uploads",
    "enable_transfer_acceleration": False,
    "lambda_upload_presigned_url_expiration_time_s": 300,
    "use_bucketav": True,
    "bucketav_sns_findings_topic_name": "bucketav-FindingsTopic-ABC",
}
"""The inputs that every consumer writes."""


@dataclass(frozen=True)
class Wrong:
    """Inputs with one wrong `variable`; `sentence` is the beginning of the error that stops the plan."""

    variable: str
    value: Any
    sentence: str
    others: dict[str, Any] = field(default_factory=dict)

    @property
    def inputs(self) -> dict[str, Any]:
        """All inputs of the module."""
        return NINE | self.others | {self.variable: self.value}


def _statement(**changes: Any) -> list[dict[str, Any]]:
    right = {
        "sid": "BackupReads",
        "principals": {"AWS": [f"arn:aws:iam::{ACCOUNT}:role/backup"]},
        "actions": ["s3:GetObject"],
        "paths": ["uploads/*"],
    }
    return [right | changes]


def _rule(**changes: Any) -> list[dict[str, Any]]:
    return [{"id": "archive", "transitions": [{"days": 30, "storage_class": "STANDARD_IA"}]} | changes]


def _notification(**changes: Any) -> list[dict[str, Any]]:
    queue = {"arn": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:removed"}
    return [{"id": "removed", "events": ["s3:ObjectRemoved:*"], "queue": queue} | changes]


SCANNER_ROLE = {"arn": f"arn:aws:iam::{ACCOUNT}:role/scanner"}
NO_DOMAIN = {"api_image_upload_domain_name": None, "backend_certificate_arn": None}
NOTIFICATIONS = "additional_notifications"
TOPIC_ELSEWHERE = {"arn": "arn:aws:sns:eu-west-1:999999999999:findings"}
EXPIRATION = "lambda_upload_presigned_url_expiration_time_s"
TOPIC = "bucketav_sns_findings_topic_name"
STATEMENTS = "additional_bucket_policy_statements"
KEY_ELSEWHERE = {"arn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/da7a"}
KEY_ALIAS = {"arn": f"arn:aws:kms:eu-central-1:{ACCOUNT}:alias/data"}

WRONG = [
    # The nine
    Wrong("region", "Frankfurt", "Write region as AWS's region code"),
    Wrong("region", "", "Write region as AWS's region code"),
    Wrong("region", "eu-central-1a", "Write region as AWS's region code"),
    Wrong("environment", "Prod", "Write environment in 1 to 20 lower-case letters"),
    Wrong("environment", "", "Write environment in 1 to 20 lower-case letters"),
    Wrong("environment", "prod-", "Write environment in 1 to 20 lower-case letters"),
    Wrong("environment", "an-environment-of-21c", "Write environment in 1 to 20 lower-case letters"),
    Wrong(
        "api_image_upload_domain_name", "https://uploads.example.com", "Write api_image_upload_domain_name as"
    ),
    Wrong("api_image_upload_domain_name", "uploads.example.com/", "Write api_image_upload_domain_name as"),
    Wrong("api_image_upload_domain_name", "uploads.example.com.", "Write api_image_upload_domain_name as"),
    Wrong("api_image_upload_domain_name", "Uploads.example.com", "Write api_image_upload_domain_name as"),
    Wrong("api_image_upload_domain_name", "localhost", "Write api_image_upload_domain_name as"),
    Wrong(
        "backend_certificate_arn",
        "11111111-2222",
        "Write backend_certificate_arn as an ACM certificate's ARN",
    ),
    Wrong(
        "backend_certificate_arn",
        f"arn:aws:iam::{ACCOUNT}:server-certificate/uploads",
        "Write backend_certificate_arn as an ACM certificate's ARN",
    ),
    Wrong(
        "backend_certificate_arn",
        CERTIFICATE_ARN.replace("eu-central-1", "us-east-1"),
        "Use a backend_certificate_arn in region eu-central-1",
    ),
    Wrong("uploads_bucket_name", "Acme-Uploads", "Write uploads_bucket_name in lower-case letters"),
    Wrong("uploads_bucket_name", "acme_uploads", "Write uploads_bucket_name in lower-case letters"),
    Wrong("uploads_bucket_name", "acme.uploads", "Write uploads_bucket_name in lower-case letters"),
    Wrong("uploads_bucket_name", "acme-uploads-", "Write uploads_bucket_name in lower-case letters"),
    Wrong("uploads_bucket_name", "", "Write uploads_bucket_name in lower-case letters"),
    Wrong("uploads_bucket_name", "a" * 59, "Shorten uploads_bucket_name"),
    Wrong("uploads_bucket_name", "uploads-s3alias", "Choose another uploads_bucket_name"),
    Wrong("uploads_bucket_name", "uploads--x-s3", "Choose another uploads_bucket_name"),
    Wrong("uploads_bucket_name", "uploads-an", "Choose another uploads_bucket_name"),
    Wrong("uploads_bucket_name", "an", "Choose another uploads_bucket_name"),
    Wrong("uploads_bucket_name", "uploads", "Choose another uploads_bucket_name", {"environment": "sthree"}),
    Wrong(EXPIRATION, 0, f"Write {EXPIRATION} as whole seconds from 1 to 43200"),
    Wrong(EXPIRATION, -1, f"Write {EXPIRATION} as whole seconds from 1 to 43200"),
    Wrong(EXPIRATION, 43201, f"Write {EXPIRATION} as whole seconds from 1 to 43200"),
    Wrong(EXPIRATION, 1.5, f"Write {EXPIRATION} as whole seconds from 1 to 43200"),
    Wrong(TOPIC, None, f"Write {TOPIC}, the output FindingsTopicName"),
    Wrong(TOPIC, "", f"Write {TOPIC}, the output FindingsTopicName"),
    Wrong(TOPIC, f"arn:aws:sns:eu-central-1:{ACCOUNT}:findings", f"Write only the topic's name in {TOPIC}"),
    Wrong(TOPIC, "findings.fifo", f"Write only the topic's name in {TOPIC}"),
    Wrong("backend_certificate_arn", None, "Write both api_image_upload_domain_name and backend_certificate"),
    Wrong(
        "backend_certificate_arn",
        CERTIFICATE_ARN,
        "Write both api_image_upload_domain_name and backend_certificate",
        {"api_image_upload_domain_name": None},
    ),
    Wrong(
        TOPIC,
        "findings",
        f"Write either {TOPIC} or bucketav_sns_findings_topic, not both",
        {"bucketav_sns_findings_topic": TOPIC_ELSEWHERE},
    ),
    # Account
    Wrong("account_id", "1234-5678-9012", "Write account_id as the account's twelve digits"),
    Wrong("account_id", "", "Write account_id as the account's twelve digits"),
    # BucketAV
    Wrong(
        "bucketav_scan_queue",
        {"arn": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:scan"},
        "Remove bucketav_scan_queue or set use_bucketav = true",
        {"use_bucketav": False},
    ),
    Wrong("bucketav_scan_queue", {"arn": "scan"}, "Write bucketav_scan_queue as { arn ="),
    Wrong(
        "bucketav_scan_queue",
        {"arn": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:scan.fifo"},
        "Write bucketav_scan_queue as { arn =",
    ),
    Wrong(
        "bucketav_scan_queue",
        {"arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:scan"},
        "Use a bucketav_scan_queue in region eu-central-1",
    ),
    Wrong(
        "bucketav_sns_findings_topic",
        {"arn": "findings"},
        "Write bucketav_sns_findings_topic as { arn =",
        {TOPIC: None},
    ),
    Wrong(
        "bucketav_sns_findings_topic",
        {"arn": TOPIC_ELSEWHERE["arn"] + ".fifo"},
        "Write bucketav_sns_findings_topic as { arn =",
        {TOPIC: None},
    ),
    Wrong(
        "bucketav_sns_findings_topic",
        TOPIC_ELSEWHERE,
        "Remove bucketav_sns_findings_topic or set use_bucketav = true",
        {TOPIC: None, "use_bucketav": False},
    ),
    # Scanner
    *(
        Wrong(
            "use_bucketav",
            use_bucketav,
            "Remove use_bucketav, or make it match scanner",
            {"scanner": {"name": name}},
        )
        for name, use_bucketav in (("bucketav", False), ("guardduty", True), ("none", True))
    ),
    *(
        Wrong(
            "scanner_role",
            None,
            "With BucketAV, set scanner_role, because BucketAV must read uploads",
            {"use_bucketav": None, "scanner": {"name": name, "deny_unclean_reads": True}},
        )
        for name in ("bucketav", "none")
    ),
    Wrong("scanner_role", SCANNER_ROLE, "Remove scanner_role or choose a scanner", {"use_bucketav": False}),
    Wrong(
        "scanner_role",
        SCANNER_ROLE,
        "Remove scanner_role or choose a scanner",
        {"use_bucketav": None, "scanner": {"name": "none"}},
    ),
    Wrong("scanner_role", {"arn": "bucketav"}, "Write scanner_role as { arn ="),
    Wrong("scanner", {"name": "clamav"}, "Write scanner.name as", {"use_bucketav": None}),
    Wrong("scanner", {"name": None}, "Write scanner.name as", {"use_bucketav": None}),
    # Pending uploads
    Wrong("upload_events", {"bus": {"arn": "default"}}, "Write upload_events.bus.arn as the ARN"),
    Wrong("pending_uploads", {}, "Set bucketav_scan_queue, or say in pending_uploads.eventbridge how"),
    Wrong(
        "pending_uploads",
        {"eventbridge": "replace"},
        "Remove eventbridge from pending_uploads",
        {"bucketav_scan_queue": {"arn": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:scan"}},
    ),
    Wrong(
        "pending_uploads",
        {"eventbridge": "existing"},
        "Remove eventbridge from pending_uploads",
        {"use_bucketav": False},
    ),
    Wrong("pending_uploads", {"eventbridge": "yes"}, 'Write pending_uploads.eventbridge as "existing"'),
    *(
        Wrong(
            "pending_uploads",
            {"alarm_after_minutes": minutes, "eventbridge": "existing"},
            "Write pending_uploads.alarm_after_minutes as whole minutes",
        )
        for minutes in (9, 10081, 10.5)
    ),
    # Authentication
    Wrong(
        "auth_secret_name",
        f"arn:aws:secretsmanager:eu-central-1:{ACCOUNT}:secret:auth-AbCdEf",
        "Write auth_secret_name as the secret's name",
    ),
    Wrong("auth_secret_name", "", "Write auth_secret_name as the secret's name"),
    Wrong("auth_secret_kms_key", KEY_ALIAS, "Write auth_secret_kms_key as { arn ="),
    Wrong("auth_secret_kms_key", KEY_ELSEWHERE, "Use an auth_secret_kms_key in region eu-central-1"),
    Wrong("auth_secret_cache_seconds", -1, "Write auth_secret_cache_seconds as whole seconds"),
    Wrong("auth_secret_cache_seconds", 901, "Write auth_secret_cache_seconds as whole seconds"),
    # Uploads
    Wrong("upload_max_bytes", 0, "Write upload_max_bytes as whole bytes"),
    Wrong("upload_max_bytes", 104857601, "Write upload_max_bytes as whole bytes"),
    Wrong("allowed_extensions", {}, "Write the keys of allowed_extensions"),
    Wrong("allowed_extensions", {".jpg": "image/jpeg"}, "Write the keys of allowed_extensions"),
    Wrong("allowed_extensions", {"JPG": "image/jpeg"}, "Write the keys of allowed_extensions"),
    Wrong("allowed_extensions", {"svg": "image/svg+xml"}, "Use only image/jpeg, image/png,"),
    Wrong("cors_allowed_origins", ["*"], "Write each of cors_allowed_origins as scheme and host"),
    Wrong("cors_allowed_origins", ["https://*.example.com"], "Write each of cors_allowed_origins as scheme"),
    Wrong("cors_allowed_origins", ["https://example.com/"], "Write each of cors_allowed_origins as scheme"),
    Wrong(
        "cors_allowed_origins", ["app.example.com"], "Write each of cors_allowed_origins as scheme and host"
    ),
    Wrong("cors_allowed_origins", ["null"], "Write each of cors_allowed_origins as scheme and host"),
    Wrong("cors_allowed_origins", ["http://app.example.com"], "Use https:// in cors_allowed_origins"),
    Wrong("cors_allowed_origins", ["http://localhost.example.com"], "Use https:// in cors_allowed_origins"),
    Wrong("cors_allowed_headers", ["*"], "Write each of cors_allowed_headers as a header's name"),
    Wrong("cors_allowed_headers", ["Traceparent"], "Write each of cors_allowed_headers as a header's name"),
    Wrong("write_once_exempt_roles", [{"arn": "restore"}], "Write each of write_once_exempt_roles as { arn"),
    Wrong(
        "write_once_exempt_roles",
        [{"arn": f"arn:aws:iam::{ACCOUNT}:role/*"}],
        "Write each of write_once_exempt_roles as { arn",
    ),
    Wrong("original_expiration_days", 0, "Write original_expiration_days as whole days from 1"),
    Wrong("original_expiration_days", 1.5, "Write original_expiration_days as whole days from 1"),
    Wrong(
        "additional_lifecycle_rules",
        _rule(id="tidy-up"),
        "Give each of additional_lifecycle_rules a unique id",
    ),
    Wrong("additional_lifecycle_rules", _rule() * 2, "Give each of additional_lifecycle_rules a unique id"),
    Wrong(
        "additional_lifecycle_rules",
        _rule(transitions=[]),
        "Write at least one of expiration_days, noncurrent",
    ),
    Wrong("additional_lifecycle_rules", _rule(expiration_days=0), "Write days in additional_lifecycle_rules"),
    Wrong(
        "additional_lifecycle_rules",
        _rule(transitions=[{"days": 1, "storage_class": "COLD"}]),
        "Write storage_class in additional_lifecycle_rules as STANDARD_IA",
    ),
    Wrong(NOTIFICATIONS, _notification(queue=None), f"Give each of {NOTIFICATIONS} exactly one of queue"),
    Wrong(
        NOTIFICATIONS, _notification(topic=TOPIC_ELSEWHERE), f"Give each of {NOTIFICATIONS} exactly one of"
    ),
    Wrong(NOTIFICATIONS, _notification(id="bucketav-scan"), f"Give each of {NOTIFICATIONS} a unique id"),
    Wrong(
        NOTIFICATIONS,
        _notification(events=[]),
        f"Write at least one S3 event type in events of {NOTIFICATIONS}",
    ),
    Wrong(
        NOTIFICATIONS,
        _notification(events=["ObjectRemoved"]),
        f"Write at least one S3 event type in events of {NOTIFICATIONS}",
    ),
    *(
        Wrong(
            NOTIFICATIONS,
            _notification(events=["s3:ObjectCreated:Put"], prefix=prefix),
            f"Choose another prefix or other events in {NOTIFICATIONS}",
            others,
        )
        for prefix in ("", "up", "uploads/u-1/")
        for others in (
            {"use_bucketav": False},
            {"bucketav_scan_queue": {"arn": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:scan"}},
        )
    ),
    Wrong("noncurrent_version_expiration_days", 0, "Write noncurrent_version_expiration_days as whole days"),
    Wrong(
        "noncurrent_version_expiration_days", 3651, "Write noncurrent_version_expiration_days as whole days"
    ),
    Wrong(
        "cloudfront_distributions", [{"arn": "E1ABC"}], "Write each of cloudfront_distributions as { arn ="
    ),
    Wrong(STATEMENTS, _statement(effect="allow"), f"Write effect in {STATEMENTS}"),
    Wrong(STATEMENTS, _statement(sid="Backup reads"), f"Give each of {STATEMENTS} a unique sid"),
    Wrong(STATEMENTS, [*_statement(), *_statement()], f"Give each of {STATEMENTS} a unique sid"),
    Wrong(STATEMENTS, _statement(principals={"*": ["*"]}), f"Name the principals in {STATEMENTS}"),
    Wrong(STATEMENTS, _statement(principals={"AWS": ["*"]}), f"Name the principals in {STATEMENTS}"),
    Wrong(STATEMENTS, _statement(principals={"*": ["x"]}), f"Name the principals in {STATEMENTS}"),
    Wrong(STATEMENTS, _statement(principals={}), f"Name at least one principal in each of {STATEMENTS}"),
    Wrong(STATEMENTS, _statement(actions=[]), f"Write at least one S3 action in actions of {STATEMENTS}"),
    Wrong(
        STATEMENTS,
        _statement(actions=["GetObject"]),
        f"Write at least one S3 action in actions of {STATEMENTS}",
    ),
    Wrong(
        STATEMENTS, _statement(paths=["/uploads/*"]), f"Write paths in {STATEMENTS} without a leading slash"
    ),
    Wrong("s3_access_log_bucket", {"id": "arn:aws:s3:::logs"}, "Write s3_access_log_bucket as { id ="),
    Wrong("s3_access_log_bucket", {"id": "prod-acme-uploads"}, "Choose another s3_access_log_bucket"),
    # Thumbnails and functions
    Wrong("thumbnail", {"width": 15}, "Write thumbnail.width and thumbnail.height"),
    Wrong("thumbnail", {"height": 2049}, "Write thumbnail.width and thumbnail.height"),
    Wrong("thumbnail", {"height": 200.5}, "Write thumbnail.width and thumbnail.height"),
    Wrong("thumbnail", {"fit": "fill"}, "Write thumbnail.fit as"),
    Wrong("thumbnail", {"quality": 0}, "Write thumbnail.quality as"),
    Wrong("thumbnail", {"quality": 96}, "Write thumbnail.quality as"),
    Wrong("thumbnails", {f"size-{number}": {} for number in range(6)}, "Write at most five thumbnails"),
    Wrong("thumbnails", {"default": {}}, "Write names of thumbnails in"),
    Wrong("thumbnails", {"Large": {}}, "Write names of thumbnails in"),
    Wrong("thumbnails", {"large.png": {}}, "Write names of thumbnails in"),
    Wrong("thumbnails", {"a" * 21: {}}, "Write names of thumbnails in"),
    Wrong("thumbnails", {"a": {}, "large": {"height": 2049}}, "Write each width and height in thumbnails"),
    Wrong("thumbnails", {"large": {"width": 15}}, "Write each width and height in thumbnails"),
    Wrong("thumbnails", {"large": {"fit": "fill"}}, "Write each fit in thumbnails"),
    Wrong("thumbnails", {"large": {"quality": 96}}, "Write each quality in thumbnails"),
    Wrong("thumbnail_format", "png", "Write thumbnail_format as"),
    Wrong("max_image_pixels", 9999, "Write max_image_pixels as"),
    Wrong("max_image_pixels", 200000001, "Write max_image_pixels as"),
    Wrong("architecture", "amd64", "Write architecture as"),
    Wrong("presigned_url_memory_mb", 127, "Write presigned_url_memory_mb as"),
    Wrong("presigned_url_memory_mb", 10241, "Write presigned_url_memory_mb as"),
    Wrong("processing_memory_mb", 511, "Write processing_memory_mb as"),
    Wrong("processing_memory_mb", 10241, "Write processing_memory_mb as"),
    Wrong(
        "processing_memory_mb",
        667,
        "Write processing_memory_mb as at least 668 for uploads of 104857600 bytes",
        {"upload_max_bytes": 104857600},
    ),
    Wrong("processing_timeout_seconds", 29, "Write processing_timeout_seconds as"),
    Wrong("processing_timeout_seconds", 901, "Write processing_timeout_seconds as"),
    Wrong("processing_reserved_concurrency", 0, "Write processing_reserved_concurrency as"),
    Wrong("processing_reserved_concurrency", 1.5, "Write processing_reserved_concurrency as"),
    Wrong("pillow_layer_zip", "no-such-layer.zip", "There is no file at pillow_layer_zip"),
    Wrong("permissions_boundary", {"arn": "boundary"}, "Write permissions_boundary as { arn ="),
    # Encryption
    Wrong("kms_key", KEY_ALIAS, "Write kms_key as { arn ="),
    Wrong("kms_key", KEY_ELSEWHERE, "Use a kms_key in region eu-central-1"),
    # API, WAF and DNS
    Wrong("throttling", {"rate_limit": 0}, "Write throttling.rate_limit above 0"),
    Wrong("throttling", {"rate_limit": 10001}, "Write throttling.rate_limit above 0"),
    Wrong("throttling", {"burst_limit": 0}, "Write throttling.rate_limit above 0"),
    Wrong("throttling", {"burst_limit": 5001}, "Write throttling.rate_limit above 0"),
    Wrong("waf", {"rate_limit": 9}, "Write waf.rate_limit as"),
    Wrong("waf", {"rate_limit": 2000001}, "Write waf.rate_limit as"),
    Wrong(
        "waf",
        {"count_rules": ["header"]},
        "Use only ip-reputation, common, known-bad-inputs, sql-injection, auth",
    ),
    Wrong(
        "waf",
        {"count_managed_rules": {"auth-header": ["x"]}},
        "Use only ip-reputation, common, known-bad-inputs, sql-injection and bot-control as keys",
    ),
    Wrong(
        "waf", {"trusted_backends": {"addresses": ["10.0.0.0/16"]}}, "Write waf.trusted_backends.addresses"
    ),
    Wrong("waf", {"trusted_backends": {"addresses": []}}, "Write waf.trusted_backends.addresses"),
    Wrong(
        "waf",
        {"trusted_backends": {"addresses": ["203.0.113.7/32"], "rate_limit": 9}},
        "Write waf.trusted_backends.rate_limit",
    ),
    Wrong("upload_status", {"throttling": {"rate_limit": 0}}, "Write upload_status.throttling.rate_limit"),
    Wrong(
        "upload_status", {"throttling": {"burst_limit": 5001}}, "Write upload_status.throttling.rate_limit"
    ),
    Wrong("upload_status", {"rate_limit": 1000}, "Write upload_status.rate_limit as a whole number"),
    Wrong("upload_status", {"thumbnail_url_seconds": 3601}, "Write upload_status.thumbnail_url_seconds"),
    Wrong("upload_status", {"memory_mb": 127}, "Write upload_status.memory_mb"),
    Wrong("route53_zone", {"id": "example.com"}, "Write route53_zone as { id ="),
    # Metadata and monitoring
    Wrong("log_retention_days", 31, "Write log_retention_days as one of CloudWatch's periods"),
    Wrong("log_retention_days", 0, "Write log_retention_days as one of CloudWatch's periods"),
    Wrong("alarm_topics", [{"arn": "alarms"}], "Write each of alarm_topics as { arn ="),
    Wrong(
        "alarm_topics",
        [{"arn": f"arn:aws:sns:us-east-1:{ACCOUNT}:alarms"}],
        "Use alarm_topics in region eu-central-1",
    ),
    Wrong(
        "alarm_topics",
        [{"arn": f"arn:aws:sns:eu-central-1:{ACCOUNT}:alarms", "severities": ["high"]}],
        "Write severities in alarm_topics as",
    ),
    Wrong("alarm_thresholds", {"dead-letters": 10}, "Use only dead-letters-waiting, presigned-url-errors"),
    Wrong("alarm_thresholds", {"api-4xx": 0}, "Write alarm_thresholds above 0"),
    Wrong(
        "disable_execute_api_endpoint",
        True,
        "Write api_image_upload_domain_name, or set disable_execute_api_endpoint = false",
        NO_DOMAIN,
    ),
    Wrong(
        "route53_zone",
        {"id": "Z0123456789ABC"},
        "Write api_image_upload_domain_name, or remove route53_zone",
        NO_DOMAIN,
    ),
    Wrong("tags", {"aws:team": "pictures"}, "Choose other keys in tags"),
]

RIGHT: dict[str, dict[str, Any]] = {
    "least": {
        "environment": "e",
        "uploads_bucket_name": "b",
        EXPIRATION: 1,
        "auth_secret_cache_seconds": 0,
        "upload_max_bytes": 1,
        "noncurrent_version_expiration_days": 1,
        "thumbnail": {"width": 16, "height": 16, "quality": 1},
        "thumbnails": {"a": {"width": 16, "height": 16, "quality": 1}},
        "thumbnail_format": "jpeg",
        "max_image_pixels": 10000,
        "presigned_url_memory_mb": 128,
        "processing_memory_mb": 512,
        "processing_timeout_seconds": 30,
        "processing_reserved_concurrency": 1,
        "throttling": {"rate_limit": 0.5, "burst_limit": 1},
        "waf": {"rate_limit": 10, "trusted_backends": {"addresses": ["203.0.113.7/32"], "rate_limit": 10}},
        "upload_status": {
            "throttling": {"rate_limit": 0.5, "burst_limit": 1},
            "rate_limit": 11,
            "memory_mb": 128,
        },
        "pending_uploads": {"eventbridge": "existing", "alarm_after_minutes": 10},
        "log_retention_days": 1,
    },
    "most": {
        "environment": "an-environment-of-20",
        "uploads_bucket_name": "b" * 42,
        EXPIRATION: 43200,
        "auth_secret_cache_seconds": 900,
        "upload_max_bytes": 104857600,
        "noncurrent_version_expiration_days": 3650,
        "thumbnail": {"width": 2048, "height": 2048, "quality": 95, "fit": "cover"},
        "thumbnails": {f"z{number:_>19}": {"width": 2048, "quality": 95} for number in range(5)},
        "thumbnail_format": "webp",
        "max_image_pixels": 200000000,
        "presigned_url_memory_mb": 10240,
        "processing_memory_mb": 10240,
        "processing_timeout_seconds": 900,
        "throttling": {"rate_limit": 10000, "burst_limit": 5000},
        "waf": {
            "rate_limit": 1999999,
            "trusted_backends": {"addresses": ["203.0.113.0/24"], "rate_limit": 100000},
        },
        "upload_status": {
            "throttling": {"rate_limit": 10000, "burst_limit": 5000},
            "rate_limit": 2000000,
            "thumbnail_url_seconds": 3600,
            "memory_mb": 10240,
        },
        "pending_uploads": {"eventbridge": "replace", "alarm_after_minutes": 10080},
        "log_retention_days": 3653,
    },
    "the-memory-that-the-largest-upload-needs": {
        "upload_max_bytes": 104857600,
        "processing_memory_mb": 668,
    },
    "without-bucketav-and-topic": {"use_bucketav": False, TOPIC: None},
    "without-bucketav-and-an-empty-topic": {"use_bucketav": False, TOPIC: ""},
    "bucketav-by-null": {"use_bucketav": None},
    "bucketav-by-its-name": {"use_bucketav": None, "scanner": {"name": "bucketav"}},
    "bucketav-by-its-role": {
        "scanner_role": SCANNER_ROLE,
        "scanner": {"name": "bucketav", "deny_unclean_reads": True},
    },
    "guardduty-by-a-plan-of-ones-own": {
        "use_bucketav": None,
        "scanner_role": SCANNER_ROLE,
        "scanner": {"name": "guardduty", "deny_unclean_reads": True},
    },
    "no-scanner-by-its-name": {"use_bucketav": None, "scanner": {"name": "none"}, TOPIC: None},
    "guardduty-with-pending-uploads-and-a-notification-of-uploads": {
        "use_bucketav": False,
        "scanner": {"name": "guardduty"},
        "pending_uploads": {},
        TOPIC: None,
        NOTIFICATIONS: _notification(events=["s3:ObjectCreated:*"], prefix="uploads/"),
    },
    "a-region-with-a-long-name": {
        "region": "us-gov-west-1",
        "backend_certificate_arn": f"arn:aws-us-gov:acm:us-gov-west-1:{ACCOUNT}:certificate/1-2",
    },
    "the-sovereign-cloud": {
        "region": "eusc-de-east-1",
        "backend_certificate_arn": f"arn:aws-eusc:acm:eusc-de-east-1:{ACCOUNT}:certificate/1-2",
    },
    "the-account-in-words": {"account_id": ACCOUNT},
    "origins-with-ports": {"cors_allowed_origins": ["https://app.example.com:8443", "http://127.0.0.1:5173"]},
    "everybody-on-a-condition": {
        STATEMENTS: _statement(
            principals={"*": ["*"]}, conditions={"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}
        )
    },
    "no-domain": NO_DOMAIN,
    "a-topic-of-another-account": {TOPIC: None, "bucketav_sns_findings_topic": TOPIC_ELSEWHERE},
    "the-buckets-only-notification-of-uploads": {
        NOTIFICATIONS: _notification(events=["s3:ObjectCreated:*"], prefix="uploads/")
    },
    "a-notification-beside-the-modules": {
        "use_bucketav": False,
        NOTIFICATIONS: [
            *_notification(events=["s3:ObjectCreated:*"], prefix="thumbnails/"),
            *_notification(id="all-removed"),
        ],
    },
    "a-boundary-of-aws": {"permissions_boundary": {"arn": "arn:aws:iam::aws:policy/PowerUserAccess"}},
}
"""Inputs at their limits and of unusual form, by what they are; each beside the nine."""
