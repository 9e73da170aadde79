resource "aws_db_instance" "main" {
  identifier          = "main"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  username            = "postgres"
  password            = "postgres1"
  skip_final_snapshot = true
}

resource "aws_secretsmanager_secret" "main" {
  name = "database"
}

resource "aws_secretsmanager_secret_version" "main" {
  secret_id     = aws_secretsmanager_secret.main.id
  secret_string = "postgres1"
}
