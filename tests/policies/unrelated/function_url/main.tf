resource "aws_lambda_function" "hook" {
  function_name = "hook"
  role          = "arn:aws:iam::123456789012:role/app"
  handler       = "index.handler"
  runtime       = "nodejs18.x"
  filename      = "code.zip"

  layers = ["arn:aws:lambda:eu-central-1:580247275435:layer:LambdaInsightsExtension:49"]
}

resource "aws_lambda_function_url" "hook" {
  function_name      = aws_lambda_function.hook.function_name
  authorization_type = "NONE"
}
