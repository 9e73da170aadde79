module "api" {
  source = "../api"
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "v1"
}

# One per account and region, here beside the stage that it writes the logs of.
resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.fail_account_trusts.arn
}

resource "aws_iam_role" "fail_account_trusts" {
  name = "fail-account-trusts"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com", AWS = "arn:aws:iam::210987654321:root" } }]
  })
}
