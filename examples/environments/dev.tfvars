region                       = "eu-central-1"
environment                  = "dev"
api_image_upload_domain_name = "uploads.dev.example.com"
backend_certificate_arn      = "arn:aws:acm:eu-central-1:111111111111:certificate/0a1b2c3d-1111-2222-3333-444455556666"
uploads_bucket_name          = "acme-uploads"
cors_allowed_origins         = ["https://app.dev.example.com", "http://localhost:5173"]
disposable                   = true
