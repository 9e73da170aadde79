"""The table of AWS features that each engine has. Tests, the stack and the documents use it.

`tests/integration/test_engines.py` checks each entry, so it fails when an engine gains or loses a capability.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Capability(StrEnum):
    """A feature of AWS that a local engine may lack; the value is its description."""

    IAM = "enforces IAM: roles, users, bucket and queue policies"
    SIGNATURES = "checks S3 signatures: content, expiry and signed headers"
    UNSIGNED_HEADERS = "refuses x-amz- headers that a presigned URL does not sign"
    DOUBLED_HEADERS = "refuses a signed header that is sent twice with two values"
    FUTURE_SIGNATURES = "refuses a signature with a date in the future"
    EXPIRY_LIMIT = "refuses a presigned URL that is valid for more than a week"
    TLS = "serves HTTPS with a certificate that its clients check"
    GATEWAY_RESPONSES = "returns API Gateway's own errors as the module configures them"
    UNSET_API_ROLE = "returns no CloudWatch role for API Gateway until one is set"
    CUSTOM_DOMAINS = "serves an API under its own domain name"
    WAF = "stores web ACLs"
    WAF_LOGS = "stores a web ACL's logging configuration"
    WRITE_ONCE_CONDITION = "knows the condition key s3:if-none-match"
    KMS = "refuses to encrypt an object with a disabled key"
    LAMBDA_RETRIES = "attempts a failed asynchronous invocation three times, then notifies its destination"
    SNS_RETRIES = "retries a failed delivery from SNS to a function, then notifies its destination"
    MEMORY_LIMIT = "ends a function that uses more memory than its limit"
    TABLES_ELSEWHERE = "stores tables in a DynamoDB server that the user names"
    TABLE_STREAMS = "calls a function with the changes of a table"
    LOG_FILTERS = "filters log events by a pattern"
    LOSSLESS_READS = "returns every setting as applied, so that a second plan is empty"


_C = Capability

_MINISTACK = frozenset(
    {
        *(_C.IAM, _C.SIGNATURES, _C.DOUBLED_HEADERS, _C.FUTURE_SIGNATURES, _C.EXPIRY_LIMIT, _C.TLS),
        *(_C.GATEWAY_RESPONSES, _C.CUSTOM_DOMAINS, _C.WAF, _C.LAMBDA_RETRIES, _C.TABLE_STREAMS),
        *(_C.LOG_FILTERS, _C.UNSET_API_ROLE),
    }
)
_LOCALSTACK = frozenset(
    {
        *(_C.SIGNATURES, _C.UNSIGNED_HEADERS, _C.TLS, _C.LAMBDA_RETRIES, _C.SNS_RETRIES),
        *(_C.MEMORY_LIMIT, _C.TABLES_ELSEWHERE, _C.LOSSLESS_READS),
    }
)
# moto only applies the module and runs no upload, so only capabilities that change the apply are listed.
_MOTO = frozenset({_C.TLS, _C.WAF, _C.WAF_LOGS})
CAPABILITIES: Mapping[str, frozenset[Capability]] = {
    "ministack": _MINISTACK,
    "localstack": _LOCALSTACK,
    "moto": _MOTO,
}
