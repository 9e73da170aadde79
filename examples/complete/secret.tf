# The secret that callers of the API must know: made here, filled outside of Terraform, so that its value is
# in no state and no plan.

resource "aws_secretsmanager_secret" "auth" {
  name                    = "${var.environment}/image-upload/secrets"
  description             = "Callers of the upload API send this in x-api-gateway-img-upload-auth"
  kms_key_id              = aws_kms_key.uploads.arn
  recovery_window_in_days = 7
}
