resource "aws_sns_topic" "pass_policy" {
  name              = "pass-policy"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "pass_policy" {
  arn = aws_sns_topic.pass_policy.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-central-1:123456789012:pass-policy"
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
  })
}
