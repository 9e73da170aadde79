"""The function's environment: what the module sets, and what the runtime adds."""

ENVIRONMENT = {
    "UPLOADS_BUCKET": "dev-uploads",
    "UPLOADS_PREFIX": "uploads/",
    "AUTH_SECRET_ID": "dev/image-upload/secrets",
    "AUTH_SECRET_CACHE_SECONDS": "60",
    "URL_EXPIRATION_SECONDS": "300",
    "MAX_UPLOAD_BYTES": "10485760",
    "ALLOWED_EXTENSIONS": '{"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}',
    "CORS_ALLOWED_ORIGINS": '["https://app.example.com", "http://localhost:3000"]',
    "TRANSFER_ACCELERATION": "false",
    "REQUIRE_SIZE": "false",
    "DNS_SUFFIX": "amazonaws.com",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret-access-key",
    "AWS_SESSION_TOKEN": "session/token+with=signs",
}
