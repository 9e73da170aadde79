resource "aws_sqs_queue" "made_by_this_apply" {
  name = "made-by-this-apply"
}
