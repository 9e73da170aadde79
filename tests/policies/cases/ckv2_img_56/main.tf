module "uploader" {
  source = "../uploader"
}

resource "aws_lambda_permission" "pass" {
  action         = "lambda:InvokeFunction"
  function_name  = module.uploader.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::uploads"
  source_account = "123456789012"
}

resource "aws_lambda_permission" "undecided_pass_lookup" {
  action         = "lambda:InvokeFunction"
  function_name  = module.uploader.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::uploads"
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_lambda_permission" "fail_without" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::uploads"
}

# Its ARN names the account.
resource "aws_lambda_permission" "quiet" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = "arn:aws:sns:eu-central-1:123456789012:findings"
}

data "aws_caller_identity" "current" {}

resource "aws_lambda_permission" "fail_another_account" {
  action         = "lambda:InvokeFunction"
  function_name  = module.uploader.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::uploads"
  source_account = "210987654321"
}
