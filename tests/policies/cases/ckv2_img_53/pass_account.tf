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
  cloudwatch_role_arn = aws_iam_role.pass_account.arn
}

resource "aws_iam_role" "pass_account" {
  name = "pass-account"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "pass_account" {
  role       = aws_iam_role.pass_account.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}
