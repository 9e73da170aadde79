"""The checks that a temporary environment fails, such as examples/environments/dev.tfvars, by reason.

The local stack is temporary too; local_aws/overrides.py has the further changes that its engine needs.
"""

from __future__ import annotations

THROWN_AWAY = {
    "CKV2_IMG_14": "force_destroy: its files go with it",
    "CKV2_IMG_17": "table_deletion_protection: its items go with it",
    "CKV2_IMG_23": "log_retention_days: nobody looks into an old log of it",
    "CKV_AWS_338": "log_retention_days, as Checkov's own catalogue sees it",
}
