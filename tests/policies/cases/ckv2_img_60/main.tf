resource "aws_secretsmanager_secret" "empty" {
  name = "prod/empty"
}

resource "aws_secretsmanager_secret" "filled" {
  name = "prod/filled"
}

resource "aws_secretsmanager_secret_version" "filled" {
  secret_id     = aws_secretsmanager_secret.filled.id
  secret_string = jsonencode({ API_GW_AUTH_SECRET = "swordfish" })
}

resource "aws_secretsmanager_secret_version" "named" {
  secret_id     = "prod/named"
  secret_string = "swordfish"
}
