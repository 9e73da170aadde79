resource "aws_kms_key" "this" {}

resource "aws_iam_policy" "all" {
  name = "all"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "all" {
  role       = aws_iam_role.fail_attached.name
  policy_arn = aws_iam_policy.all.arn
}
