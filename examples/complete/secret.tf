# The secret that callers of the API send. Terraform creates it without a value. You write the value outside of
# Terraform, so that it is not in state or plan.

resource "aws_secretsmanager_secret" "auth" {
  name                    = "${var.environment}/image-upload/secrets"
  description             = "Callers of the upload API send this in x-api-gateway-img-upload-auth"
  kms_key_id              = aws_kms_key.uploads.arn
  recovery_window_in_days = 7
}
