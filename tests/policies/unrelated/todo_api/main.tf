resource "aws_lambda_function" "todo" {
  function_name = "todo"
  role          = "arn:aws:iam::123456789012:role/app"
  handler       = "index.handler"
  runtime       = "nodejs18.x"
  filename      = "code.zip"

  environment {
    variables = { TABLE = aws_dynamodb_table.todo.name, DB_PASSWORD = "x" }
  }
}

resource "aws_dynamodb_table" "todo" {
  name         = "todo"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_api_gateway_rest_api" "todo" {
  name = "todo"
}

resource "aws_api_gateway_method" "todo" {
  rest_api_id   = aws_api_gateway_rest_api.todo.id
  resource_id   = aws_api_gateway_rest_api.todo.root_resource_id
  http_method   = "ANY"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "todo" {
  rest_api_id             = aws_api_gateway_rest_api.todo.id
  resource_id             = aws_api_gateway_rest_api.todo.root_resource_id
  http_method             = aws_api_gateway_method.todo.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.todo.invoke_arn
}

resource "aws_api_gateway_deployment" "todo" {
  rest_api_id = aws_api_gateway_rest_api.todo.id
}

resource "aws_api_gateway_stage" "todo" {
  rest_api_id           = aws_api_gateway_rest_api.todo.id
  deployment_id         = aws_api_gateway_deployment.todo.id
  stage_name            = "prod"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}

resource "aws_api_gateway_method_settings" "todo" {
  rest_api_id = aws_api_gateway_rest_api.todo.id
  stage_name  = aws_api_gateway_stage.todo.stage_name
  method_path = "*/*"

  settings {
    caching_enabled    = true
    data_trace_enabled = true
  }
}
