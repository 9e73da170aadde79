"""The planned uploads bucket: private, versioned, encrypted, with a lifecycle and one policy."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tftest

from tests.unit.module.planned import Instance, Statement

BUCKET = "arn:aws:s3:::prod-acme-uploads"
EVERYTHING = "arn:aws:s3:::prod-everything"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/da7a"
POLICY = "aws_s3_bucket_policy"


def test_the_bucket_is_called_by_the_environment_and_its_name(consumer: Instance) -> None:
    assert consumer.the("aws_s3_bucket")["bucket"] == "prod-acme-uploads"


def test_every_setting_is_of_this_bucket(consumer: Instance, everything: Instance) -> None:
    for instance, bucket in ((consumer, "prod-acme-uploads"), (everything, "prod-everything")):
        settings = [resource for resource in instance.resources if resource.type.startswith("aws_s3_bucket_")]
        assert len(settings) >= 6
        assert {resource.values["bucket"] for resource in settings} == {bucket}


def test_all_four_public_access_blocks_are_on(consumer: Instance) -> None:
    block = consumer.the("aws_s3_bucket_public_access_block")
    assert block["block_public_acls"] is True
    assert block["block_public_policy"] is True
    assert block["ignore_public_acls"] is True
    assert block["restrict_public_buckets"] is True


def test_there_are_no_acls(consumer: Instance) -> None:
    rule = consumer.the("aws_s3_bucket_ownership_controls")["rule"][0]
    assert rule["object_ownership"] == "BucketOwnerEnforced"


def test_objects_are_versioned(consumer: Instance) -> None:
    versioning = consumer.the("aws_s3_bucket_versioning")["versioning_configuration"][0]
    assert versioning["status"] == "Enabled"


def test_objects_are_encrypted_by_s3(consumer: Instance) -> None:
    rule = consumer.the("aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256"


def test_with_a_key_objects_are_encrypted_by_it_and_a_bucket_key(everything: Instance) -> None:
    rule = everything.the("aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
    default = rule["apply_server_side_encryption_by_default"][0]
    assert (default["sse_algorithm"], default["kms_master_key_id"]) == ("aws:kms", KEY)
    assert rule["bucket_key_enabled"] is True


def test_what_is_left_behind_is_removed(consumer: Instance) -> None:
    (rule,) = consumer.the("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["status"] == "Enabled"
    assert rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 30
    assert rule["expiration"][0]["expired_object_delete_marker"] is True


def test_current_objects_never_expire(consumer: Instance, everything: Instance) -> None:
    for instance in (consumer, everything):
        (rule,) = instance.the("aws_s3_bucket_lifecycle_configuration")["rule"]
        assert not rule["expiration"][0]["days"]
        assert not rule["expiration"][0]["date"]


def test_the_days_of_old_versions_are_an_input(everything: Instance) -> None:
    (rule,) = everything.the("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 7


def test_without_origins_no_page_may_upload(consumer: Instance) -> None:
    assert not consumer.every("aws_s3_bucket_cors_configuration")


def test_pages_of_the_origins_may_upload_and_nothing_else(everything: Instance) -> None:
    (rule,) = everything.the("aws_s3_bucket_cors_configuration")["cors_rule"]
    assert sorted(rule["allowed_origins"]) == ["http://localhost:5173", "https://app.example.com"]
    assert rule["allowed_methods"] == ["PUT"]


def test_pages_may_send_the_headers_that_the_url_is_bound_to(everything: Instance) -> None:
    (rule,) = everything.the("aws_s3_bucket_cors_configuration")["cors_rule"]
    assert sorted(rule["allowed_headers"]) == ["content-type", "if-none-match", "x-amz-checksum-sha256"]


def test_no_origin_is_a_wildcard_anywhere(plan: tftest.TerraformPlanOutput) -> None:
    for change in plan["resource_changes"]:
        if change["type"] == "aws_s3_bucket_cors_configuration":
            for rule in change["change"]["after"]["cors_rule"]:
                assert not [origin for origin in rule["allowed_origins"] if "*" in origin]


def test_transfer_acceleration_is_an_option(consumer: Instance, everything: Instance) -> None:
    assert not consumer.every("aws_s3_bucket_accelerate_configuration")
    assert everything.the("aws_s3_bucket_accelerate_configuration")["status"] == "Enabled"


def test_server_access_logs_are_an_option(consumer: Instance, everything: Instance) -> None:
    assert not consumer.every("aws_s3_bucket_logging")
    logging = everything.the("aws_s3_bucket_logging")
    assert (logging["target_bucket"], logging["target_prefix"]) == ("acme-access-logs", "prod-everything/")


def test_a_bucket_with_files_is_not_destroyed_by_default(consumer: Instance, everything: Instance) -> None:
    assert consumer.the("aws_s3_bucket")["force_destroy"] is False
    assert everything.the("aws_s3_bucket")["force_destroy"] is True


# --- The policy -------------------------------------------------------------------------------------


def test_by_default_the_policy_only_denies(consumer: Instance) -> None:
    assert {sid: statement["Effect"] for sid, statement in consumer.statements(POLICY).items()} == {
        "DenyInsecureTransport": "Deny",
        "DenyOldTls": "Deny",
        "DenyUploadsWithOldSignature": "Deny",
        "DenyUploadsThatCouldOverwrite": "Deny",
    }


def deny(action: str, resource: str | list[str], condition: dict[str, Any], sid: str) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }


def test_nobody_calls_without_tls(consumer: Instance) -> None:
    assert consumer.statements(POLICY)["DenyInsecureTransport"] == deny(
        "s3:*",
        [BUCKET, f"{BUCKET}/*"],
        {"Bool": {"aws:SecureTransport": "false"}},
        "DenyInsecureTransport",
    )


def test_nobody_calls_with_old_tls(consumer: Instance) -> None:
    assert consumer.statements(POLICY)["DenyOldTls"] == deny(
        "s3:*", [BUCKET, f"{BUCKET}/*"], {"NumericLessThan": {"s3:TlsVersion": "1.2"}}, "DenyOldTls"
    )


def test_nobody_uploads_with_a_signature_older_than_the_expiry(consumer: Instance) -> None:
    assert consumer.statements(POLICY)["DenyUploadsWithOldSignature"] == deny(
        "s3:PutObject",
        f"{BUCKET}/uploads/*",
        {"NumericGreaterThan": {"s3:signatureAge": "300000"}},  # milliseconds
        "DenyUploadsWithOldSignature",
    )


def test_the_signatures_age_follows_the_expiry(everything: Instance) -> None:
    condition = everything.statements(POLICY)["DenyUploadsWithOldSignature"]["Condition"]
    expires_in = int(everything.environment("get_presigned_url")["URL_EXPIRATION_SECONDS"])
    assert condition == {"NumericGreaterThan": {"s3:signatureAge": str(expires_in * 1000)}}


def test_nobody_uploads_over_an_object(consumer: Instance) -> None:
    assert consumer.statements(POLICY)["DenyUploadsThatCouldOverwrite"] == deny(
        "s3:PutObject",
        f"{BUCKET}/uploads/*",
        # Both conditions must hold, because a part of a multipart upload has no If-None-Match, but creates no
        # object.
        {"Null": {"s3:if-none-match": "true"}, "Bool": {"s3:ObjectCreationOperation": "true"}},
        "DenyUploadsThatCouldOverwrite",
    )


def test_write_once_can_be_left_to_the_signature(everything: Instance) -> None:
    assert "DenyUploadsThatCouldOverwrite" not in everything.statements(POLICY)


def cloudfront(instance: Instance, what: str) -> Statement:
    return instance.statements(POLICY)[f"AllowCloudFrontToRead{what}"]


def test_without_distributions_cloudfront_reads_nothing(consumer: Instance) -> None:
    assert "cloudfront" not in json.dumps(consumer.statements(POLICY))


@pytest.mark.parametrize("what", ["Uploads", "Thumbnails"])
def test_cloudfront_reads_for_the_named_distributions_alone(everything: Instance, what: str) -> None:
    statement = cloudfront(everything, what)
    assert statement["Effect"] == "Allow"
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Action"] == "s3:GetObject"
    assert statement["Condition"]["ArnEquals"] == {
        "aws:SourceArn": [
            "arn:aws:cloudfront::123456789012:distribution/E1FIRST",
            "arn:aws:cloudfront::123456789012:distribution/E2SECOND",
        ]
    }


def test_with_bucketav_cloudfront_reads_uploads_that_are_tagged_clean(everything: Instance) -> None:
    statement = cloudfront(everything, "Uploads")
    assert statement["Resource"] == f"{EVERYTHING}/uploads/*"
    assert statement["Condition"]["StringEquals"] == {"s3:ExistingObjectTag/bucketav": "clean"}
    assert set(statement["Condition"]) == {"ArnEquals", "StringEquals"}


def test_without_bucketav_cloudfront_reads_every_upload(plain_with_an_origin: Instance) -> None:
    assert set(cloudfront(plain_with_an_origin, "Uploads")["Condition"]) == {"ArnEquals"}


def test_thumbnails_carry_no_tag(everything: Instance) -> None:
    statement = cloudfront(everything, "Thumbnails")
    assert statement["Resource"] == f"{EVERYTHING}/thumbnails/*"
    assert set(statement["Condition"]) == {"ArnEquals"}


def test_a_further_statement_is_part_of_the_policy(everything: Instance) -> None:
    assert everything.statements(POLICY)["BackupReads"] == {
        "Sid": "BackupReads",
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::123456789012:role/backup"]},
        "Action": ["s3:GetObject"],
        "Resource": [f"{EVERYTHING}/uploads/*", f"{EVERYTHING}/thumbnails/*"],
    }


def test_a_further_statement_may_be_about_everyone_and_the_bucket_itself(everything: Instance) -> None:
    assert everything.statements(POLICY)["NobodyDeletesTheBucket"] == {
        "Sid": "NobodyDeletesTheBucket",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:DeleteBucket"],
        "Resource": [EVERYTHING],
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": ["platform"]}},
    }


def test_there_is_one_policy(everything: Instance) -> None:
    assert len(everything.every(POLICY)) == 1
