resource "aws_kms_key" "pass" {
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_sqs_queue" "pass" {
  name              = "pass"
  kms_master_key_id = aws_kms_key.pass.arn
}
