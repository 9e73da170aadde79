resource "aws_lambda_permission" "pass" {
  action         = "lambda:InvokeFunction"
  function_name  = module.uploader.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::uploads"
  source_account = "123456789012"
}
