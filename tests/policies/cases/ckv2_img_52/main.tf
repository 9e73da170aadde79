# Where the failures of those go that may send there.
resource "aws_sqs_queue" "dlq" {
  name = "dlq"
}
