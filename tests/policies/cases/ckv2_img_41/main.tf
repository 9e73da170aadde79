resource "aws_cloudwatch_log_group" "shared" {
  name = "/uploads"
}

resource "aws_cloudwatch_log_group" "by_name" {
  name = "/aws/lambda/pass-by-name"
}
