region                       = "eu-central-1"
environment                  = "prod"
api_image_upload_domain_name = "uploads.example.com"
backend_certificate_arn      = "arn:aws:acm:eu-central-1:222222222222:certificate/0a1b2c3d-7777-8888-9999-000011112222"
uploads_bucket_name          = "acme-uploads"
enable_transfer_acceleration = true
cors_allowed_origins         = ["https://app.example.com"]
alarm_topic_arns             = ["arn:aws:sns:eu-central-1:222222222222:operations"]

bucketav = {
  findings_topic_name = "bucketav-FindingsTopic-1A2B3C4D"
  scan_queue_arn      = "arn:aws:sqs:eu-central-1:222222222222:bucketav-ScanQueue-1A2B3C4D"
}
