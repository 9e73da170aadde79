resource "aws_cloudwatch_log_group" "quiet" {
  name = "/aws/lambda/quiet"
}
