resource "aws_lambda_permission" "fail_without" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
}
