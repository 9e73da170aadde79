"""How the module meets each control of AWS's standards: the facts of docs/policy-coverage.md.

The lists are those of AWS Security Hub's user guide, at docs.aws.amazon.com/securityhub/latest/userguide/
(fsbp-standard.html and cis-aws-foundations-benchmark.html), as of 2026: AWS Foundational Security Best
Practices v1.0.0, and the CIS AWS Foundations Benchmark v5.0.0.
"""

from __future__ import annotations

from dataclasses import dataclass

PUBLISHED: dict[str, tuple[str, ...]] = {
    "FSBP S3": ("1", "2", "3", "5", "6", "8", "9", "12", "13", "19", "24", "25"),
    "FSBP APIGateway": ("1", "2", "3", "4", "5", "8", "9", "10", "11"),
    "FSBP Lambda": ("1", "2", "5"),
    "FSBP DynamoDB": ("1", "2", "3", "6", "7"),
    "FSBP SNS": ("4",),
    "FSBP SQS": ("1", "3"),
    "FSBP WAF": ("1", "2", "3", "4", "6", "7", "8", "10", "12"),
    "FSBP KMS": ("1", "2", "3", "5"),
    "FSBP SecretsManager": ("1", "2", "3", "4"),
    "CIS 1": tuple(str(number) for number in range(1, 22)),
    "CIS 2": ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "3.1"),
    "CIS 3": tuple(str(number) for number in range(1, 10)),
    "CIS 4": tuple(str(number) for number in range(1, 17)),
    "CIS 5": ("1.1", "1.2", "2", "3", "4", "5", "6", "7"),
}
"""The controls of each service or section that applies to the uploader."""


@dataclass(frozen=True)
class ByPolicies:
    """Checked by the policies that name the control."""


@dataclass(frozen=True)
class ByModule:
    """Met by a fixed setting of the module, which no input changes."""

    file: str
    line: str


@dataclass(frozen=True)
class ByOption:
    """Met when the consumer sets an input; `why` it is not the default."""

    name: str
    why: str


@dataclass(frozen=True)
class Waived:
    """Not met, or not applicable."""

    why: str


Answer = ByPolicies | ByModule | ByOption | Waived

NO_ACCESS_POINT = Waived("The uploader has no access point and no directory bucket.")
NO_V2 = Waived("About HTTP and WebSocket APIs. This is a REST API: see docs/decisions.md.")
NO_DAX = Waived("The uploader has no DynamoDB Accelerator.")
NO_CLASSIC = Waived("About AWS WAF Classic. The web ACL is of AWS WAF.")
NO_ROTATION = Waived(
    "The secret belongs to the application. Its callers are outside of AWS and must change with it. "
    "A rotation by put-secret-value refuses no caller: see the README."
)
ACCOUNT = Waived("About the account, its users and its trails, which a module should not change.")
NO_NETWORK = Waived("The uploader has no VPC, no instance, no file system and no relational database.")
DATA_EVENTS = Waived(
    "A trail of the account logs object-level events. `s3_access_log_bucket` logs this bucket's requests."
)

ANSWERS: dict[str, Answer] = {
    "FSBP S3.1": Waived("About the account's setting. The bucket has its own four settings: FSBP S3.8."),
    "FSBP S3.2": ByPolicies(),
    "FSBP S3.3": ByPolicies(),
    "FSBP S3.5": ByPolicies(),
    "FSBP S3.6": ByPolicies(),
    "FSBP S3.8": ByPolicies(),
    "FSBP S3.9": ByOption("s3_access_log_bucket", "A bucket for the logs must exist."),
    "FSBP S3.12": ByPolicies(),
    "FSBP S3.13": ByPolicies(),
    "FSBP S3.19": NO_ACCESS_POINT,
    "FSBP S3.24": NO_ACCESS_POINT,
    "FSBP S3.25": NO_ACCESS_POINT,
    "FSBP APIGateway.1": ByPolicies(),
    "FSBP APIGateway.2": Waived(
        "A client certificate authenticates API Gateway to an HTTP backend. "
        "Lambda authenticates its caller by IAM."
    ),
    "FSBP APIGateway.3": ByPolicies(),
    "FSBP APIGateway.4": ByPolicies(),
    "FSBP APIGateway.5": ByPolicies(),
    "FSBP APIGateway.8": NO_V2,
    "FSBP APIGateway.9": NO_V2,
    "FSBP APIGateway.10": NO_V2,
    "FSBP APIGateway.11": Waived(
        "The domain accepts only TLS 1.2 and later (CKV2_IMG_33). The newer security policies that this "
        "control requires do not exist in version 5 of the AWS provider, which the module supports."
    ),
    "FSBP Lambda.1": ByPolicies(),
    "FSBP Lambda.2": ByPolicies(),
    "FSBP Lambda.5": Waived("The functions are in no VPC: they call only AWS's own endpoints."),
    "FSBP DynamoDB.1": ByModule("metadata.tf", 'billing_mode                = "PAY_PER_REQUEST"'),
    "FSBP DynamoDB.2": ByPolicies(),
    "FSBP DynamoDB.3": NO_DAX,
    "FSBP DynamoDB.6": ByPolicies(),
    "FSBP DynamoDB.7": NO_DAX,
    "FSBP SNS.4": ByPolicies(),
    "FSBP SQS.1": ByPolicies(),
    "FSBP SQS.3": ByPolicies(),
    **{f"FSBP WAF.{number}": NO_CLASSIC for number in (1, 2, 3, 4, 6, 7, 8)},
    "FSBP WAF.10": ByPolicies(),
    "FSBP WAF.12": ByPolicies(),
    "FSBP KMS.1": ByPolicies(),
    "FSBP KMS.2": ByPolicies(),
    "FSBP KMS.3": ByPolicies(),
    "FSBP KMS.5": ByPolicies(),
    **{f"FSBP SecretsManager.{number}": NO_ROTATION for number in (1, 2, 4)},
    "FSBP SecretsManager.3": Waived(
        "The secret belongs to the application. The function reads it as long as it is called."
    ),
    **{f"CIS 1.{number}": ACCOUNT for number in range(1, 22) if number != 15},
    "CIS 1.15": ByPolicies(),
    "CIS 2.1.1": ByPolicies(),
    "CIS 2.1.2": Waived(
        "Only the account's root user can turn on MFA delete, with a device; Terraform cannot."
    ),
    "CIS 2.1.3": Waived("The files are pictures from users. Macie looks for personal data in text."),
    "CIS 2.1.4": ByPolicies(),
    **dict.fromkeys(("CIS 2.2.1", "CIS 2.2.2", "CIS 2.2.3", "CIS 2.2.4", "CIS 2.3.1"), NO_NETWORK),
    **{f"CIS 3.{number}": ACCOUNT for number in range(1, 6)},
    "CIS 3.6": ByPolicies(),
    "CIS 3.7": NO_NETWORK,
    "CIS 3.8": DATA_EVENTS,
    "CIS 3.9": DATA_EVENTS,
    **{f"CIS 4.{number}": ACCOUNT for number in range(1, 17)},
    **{f"CIS 5.{number}": NO_NETWORK for number in PUBLISHED["CIS 5"]},
}


def published() -> list[str]:
    """Return every control of the lists, in their order."""
    return [f"{group}.{number}" for group, numbers in PUBLISHED.items() for number in numbers]
