# What makes the buckets of these cases an uploader's.

variable "bucket" {
  type    = string
  default = "uploads"
}

variable "scanner" {
  type    = string
  default = "none"
}

resource "aws_lambda_function" "uploader" {
  function_name = "uploader-${var.bucket}"
  role          = "arn:aws:iam::123456789012:role/uploader"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = {
      UPLOADS_BUCKET = var.bucket
      UPLOADS_PREFIX = "uploads/"
      SCANNER        = var.scanner
    }
  }

  tracing_config {
    mode = "Active"
  }
}

output "function_name" {
  value = aws_lambda_function.uploader.function_name
}

output "function_arn" {
  value = aws_lambda_function.uploader.arn
}
