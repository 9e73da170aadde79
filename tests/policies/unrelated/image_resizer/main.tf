# Much like an uploader, and none of ours.
resource "aws_s3_bucket" "images" {
  bucket = "images"
}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = aws_iam_role.app.arn
  handler       = "index.handler"
  runtime       = "nodejs18.x"
  filename      = "code.zip"

  environment {
    variables = {
      UPLOADS_BUCKET = "images"
      API_TOKEN      = "t0ken"
    }
  }
}

resource "aws_iam_role" "app" {
  name = "app"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_lambda_permission" "images" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.resize.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_s3_bucket_notification" "images" {
  bucket = aws_s3_bucket.images.id

  lambda_function {
    lambda_function_arn = aws_lambda_function.resize.arn
    events              = ["s3:ObjectCreated:*"]
  }
}
