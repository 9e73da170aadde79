# An API that calls an uploader's function: its stages, methods and web ACLs are the uploader's.

module "uploader" {
  source = "../uploader"
  bucket = "api-uploads"
}

resource "aws_api_gateway_rest_api" "this" {
  name = "uploads"
}

resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/v1/GET/upload-url"
}

output "rest_api_id" {
  value = aws_api_gateway_rest_api.this.id
}

output "root_resource_id" {
  value = aws_api_gateway_rest_api.this.root_resource_id
}
