"""The planned API: its methods, responses, stage, logs, host name, and when it is deployed again."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tftest

from tests.unit.module.planned import Instance

PROXY_URI = (
    "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:eu-central-1:123456789012:function:prod-acme-uploads-get-presigned-url/invocations"
)


# --- Metrics ---------------------------------------------------------------------------------------


def test_metrics_for_each_method_are_asked_for(consumer: Instance, options: Instance) -> None:
    for instance, wanted in ((consumer, False), (options, True)):
        settings = instance.every("aws_api_gateway_method_settings")
        assert {one["settings"][0]["metrics_enabled"] for one in settings} == {wanted}


# --- Methods ----------------------------------------------------------------------------------------


def test_the_api_is_regional(consumer: Instance) -> None:
    assert consumer.the("aws_api_gateway_rest_api")["endpoint_configuration"][0]["types"] == ["REGIONAL"]


def test_there_is_one_path(consumer: Instance) -> None:
    assert [resource["path_part"] for resource in consumer.every("aws_api_gateway_resource")] == [
        "upload-url"
    ]


def test_there_are_the_methods_get_and_options(consumer: Instance) -> None:
    assert set(consumer.by_key("aws_api_gateway_method", "upload_url")) == {"GET", "OPTIONS"}


def test_get_declares_what_it_reads_and_requires_the_extension(consumer: Instance) -> None:
    get = consumer.by_key("aws_api_gateway_method", "upload_url")["GET"]
    assert get["request_parameters"] == {
        "method.request.querystring.userId": False,
        "method.request.querystring.userIdBase64url": False,
        "method.request.querystring.filename": False,
        "method.request.querystring.filenameBase64url": False,
        "method.request.querystring.ext": True,
        "method.request.querystring.size": False,
        "method.request.querystring.checksumSha256": False,
        "method.request.header.x-api-gateway-img-upload-auth": False,
    }


def test_get_requires_the_size_where_that_is_asked_for(everything: Instance) -> None:
    get = everything.by_key("aws_api_gateway_method", "upload_url")["GET"]
    assert get["request_parameters"]["method.request.querystring.size"]
    assert everything.environment("get_presigned_url")["REQUIRE_SIZE"] == "true"


def test_a_preflight_requires_nothing(consumer: Instance) -> None:
    assert not consumer.by_key("aws_api_gateway_method", "upload_url")["OPTIONS"]["request_parameters"]


def test_requests_are_validated(consumer: Instance) -> None:
    validator = consumer.the("aws_api_gateway_request_validator")
    assert validator["validate_request_parameters"]
    assert validator["validate_request_body"]
    references = consumer.references("aws_api_gateway_method.upload_url", "request_validator_id")
    assert "aws_api_gateway_request_validator.this.id" in references


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_the_function_answers(consumer: Instance, method: str) -> None:
    integration = consumer.by_key("aws_api_gateway_integration", "upload_url")[method]
    assert integration["type"] == "AWS_PROXY"
    assert integration["integration_http_method"] == "POST"
    assert integration["uri"] == PROXY_URI


def test_the_api_may_call_the_function_for_its_two_methods_alone(consumer: Instance) -> None:
    permissions = consumer.by_key("aws_lambda_permission", "api")
    assert set(permissions) == {"GET", "OPTIONS"}
    for permission in permissions.values():
        assert permission["principal"] == "apigateway.amazonaws.com"
        assert permission["action"] == "lambda:InvokeFunction"
        assert permission["function_name"] == "prod-acme-uploads-get-presigned-url"
        assert not permission.get("source_account")  # the API's ARN names the account


def test_the_permission_is_bound_to_the_api_its_stage_and_its_path(consumer: Instance) -> None:
    # AWS generates the API's id, so the plan does not show the ARN. The test checks its parts in the source.
    assert set(consumer.references("aws_lambda_permission.api", "source_arn")) >= {
        "aws_api_gateway_rest_api.this.execution_arn",
        "local.api_stage_name",
        "local.api_path",
        "each.key",
    }


# --- The status, by option --------------------------------------------------------------------------


def test_without_the_option_there_is_nothing_of_the_status(consumer: Instance) -> None:
    assert not [resource.address for resource in consumer.resources if "status" in resource.address]


def test_the_status_has_a_path_with_methods_a_function_and_permissions(everything: Instance) -> None:
    status = everything.by_key("aws_api_gateway_resource", "upload_status")["status"]
    assert status["path_part"] == "upload-status"
    methods = everything.by_key("aws_api_gateway_method", "upload_status")
    assert set(methods) == set(everything.by_key("aws_lambda_permission", "status_api")) == {"GET", "OPTIONS"}
    assert set(methods["GET"]["request_parameters"]) == {
        *(
            f"method.request.querystring.{name}{form}"
            for name in ("userId", "fileKey")
            for form in ("", "Base64url")
        ),
        "method.request.header.x-api-gateway-img-upload-auth",
    }
    assert not any(methods["GET"]["request_parameters"].values())
    name = everything.the("aws_lambda_function", "get_upload_status")["function_name"]
    for integration in everything.by_key("aws_api_gateway_integration", "upload_status").values():
        assert f":function:{name}/invocations" in integration["uri"]


def test_the_status_has_its_own_throttling(everything: Instance) -> None:
    settings = everything.the("aws_api_gateway_method_settings", "upload_status")
    (own,) = settings["settings"]
    assert settings["method_path"] == "upload-status/GET"
    assert (own["throttling_rate_limit"], own["throttling_burst_limit"]) == (20, 40)
    assert own["data_trace_enabled"] is False


# --- API Gateway's own errors -----------------------------------------------------------------------

FORBIDDEN = {
    "ACCESS_DENIED",
    "EXPIRED_TOKEN",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "WAF_FILTERED",
}
"""All responses of API Gateway whose status is 403, by its documentation."""


def gateway_error(instance: Instance, response: str) -> tuple[str | None, dict[str, Any]]:
    """Return a gateway response's status and body, with `filled in` for the message of API Gateway."""
    values = instance.by_key("aws_api_gateway_gateway_response")[response]
    template = values["response_templates"]["application/json"]
    return values.get("status_code"), json.loads(
        template.replace("$context.error.messageString", '"filled in"')
    )


def test_every_error_of_api_gateway_has_the_contracts_form(consumer: Instance) -> None:
    responses = consumer.by_key("aws_api_gateway_gateway_response")
    assert {"DEFAULT_4XX", "DEFAULT_5XX"} < set(responses)
    for response in responses:
        _, body = gateway_error(consumer, str(response))
        assert set(body) == {"error"}
        assert set(body["error"]) == {"code", "message"}


@pytest.mark.parametrize("response", sorted(FORBIDDEN))
def test_403_says_nothing_more_than_forbidden(consumer: Instance, response: str) -> None:
    assert gateway_error(consumer, response) == (
        "403",
        {"error": {"code": "forbidden", "message": "Forbidden"}},
    )


def test_a_missing_parameter_is_named(consumer: Instance) -> None:
    assert gateway_error(consumer, "BAD_REQUEST_PARAMETERS") == (
        "400",
        {"error": {"code": "missing_parameter", "message": "filled in"}},
    )


@pytest.mark.parametrize("response", ["DEFAULT_5XX", "API_CONFIGURATION_ERROR"])
def test_a_server_error_tells_nothing_of_its_cause(consumer: Instance, response: str) -> None:
    assert gateway_error(consumer, response)[1] == {
        "error": {"code": "internal_error", "message": "Internal error"}
    }


@pytest.mark.parametrize("response", ["THROTTLED", "QUOTA_EXCEEDED"])
def test_too_many_requests_are_told_so(consumer: Instance, response: str) -> None:
    assert gateway_error(consumer, response) == (
        "429",
        {"error": {"code": "too_many_requests", "message": "Too many requests"}},
    )


def test_a_request_that_api_gateway_dislikes_is_not_repeated_to_its_sender(consumer: Instance) -> None:
    assert gateway_error(consumer, "DEFAULT_4XX")[1] == {
        "error": {"code": "bad_request", "message": "Bad request"}
    }
    filled_in = {
        response
        for response, values in consumer.by_key("aws_api_gateway_gateway_response").items()
        if "$context" in values["response_templates"]["application/json"]
    }
    assert filled_in == {"BAD_REQUEST_PARAMETERS"}  # its message names only our own parameters


@pytest.mark.parametrize("response", ["DEFAULT_4XX", "DEFAULT_5XX"])
def test_a_default_keeps_the_status(consumer: Instance, response: str) -> None:
    assert gateway_error(consumer, response)[0] is None


def error_headers(instance: Instance) -> set[tuple[tuple[str, str], ...]]:
    responses = instance.by_key("aws_api_gateway_gateway_response").values()
    return {
        tuple(
            sorted(
                (name, value)
                for name, value in (one["response_parameters"] or {}).items()
                if "Retry" not in name
            )
        )
        for one in responses
    }


def test_who_asks_too_often_is_told_how_long_to_wait(consumer: Instance) -> None:
    waits = {
        response["status_code"]: (response["response_parameters"] or {}).get(
            "gatewayresponse.header.Retry-After"
        )
        for response in consumer.by_key("aws_api_gateway_gateway_response").values()
    }
    assert {status for status, seconds in waits.items() if seconds == "'1'"} == {"429"}


def test_without_origins_errors_have_no_cors_headers(consumer: Instance) -> None:
    assert error_headers(consumer) == {()}


def test_with_one_origin_errors_name_it(plain_with_an_origin: Instance) -> None:
    assert error_headers(plain_with_an_origin) == {
        (("gatewayresponse.header.Access-Control-Allow-Origin", "'https://app.example.com'"),)
    }


def test_with_several_origins_errors_depend_on_no_headers_spelling(everything: Instance) -> None:
    assert error_headers(everything) == {(("gatewayresponse.header.Access-Control-Allow-Origin", "'*'"),)}


# --- Deployment -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deployments(plan: tftest.TerraformPlanOutput) -> dict[str, str]:
    """The deployment triggers of the instances with the bucket `plain`, by instance."""
    names = (
        "plain",
        "plain_with_an_origin",
        "plain_with_the_same_api",
        "elsewhere",
    )
    return {
        name: Instance(plan, f"module.{name}").the("aws_api_gateway_deployment")["triggers"]["configuration"]
        for name in names
    }


def test_the_api_is_deployed_anew_for_an_origin(deployments: dict[str, str]) -> None:
    assert deployments["plain_with_an_origin"] != deployments["plain"]


def test_the_api_is_deployed_anew_for_another_function(deployments: dict[str, str]) -> None:
    assert deployments["elsewhere"] != deployments["plain"]


def test_the_api_is_not_deployed_anew_for_what_no_deployment_holds(deployments: dict[str, str]) -> None:
    # They differ in tags, memory, architecture, throttling, logs, host name, expiry and BucketAV.
    assert deployments["plain_with_the_same_api"] == deployments["plain"]


def test_the_trigger_is_known_before_anything_is_made(deployments: dict[str, str]) -> None:
    assert all(len(trigger) == 64 for trigger in deployments.values())


def test_the_trigger_covers_all_that_a_deployment_holds(consumer: Instance) -> None:
    # The trigger is a hash of `local.api_configuration`, and each of these resources is built from it.
    for source, argument in (
        ("aws_api_gateway_deployment.this", "triggers"),
        ("aws_api_gateway_rest_api.this", "disable_execute_api_endpoint"),
        ("aws_api_gateway_resource.upload_url", "path_part"),
        ("aws_api_gateway_integration.upload_url", "uri"),
        ("aws_api_gateway_gateway_response.this", "response_parameters"),
    ):
        assert "local.api_configuration" in consumer.references(source, argument)
    for source in ("method.upload_url", "integration.upload_url", "gateway_response.this"):
        assert "local.api_configuration" in consumer.for_each_references(f"aws_api_gateway_{source}")


def test_a_deployment_waits_for_all_that_it_holds(consumer: Instance) -> None:
    assert set(consumer.source("aws_api_gateway_deployment.this")["depends_on"]) == {
        "aws_api_gateway_method.upload_url",
        "aws_api_gateway_integration.upload_url",
        "aws_api_gateway_method.upload_status",
        "aws_api_gateway_integration.upload_status",
        "aws_api_gateway_gateway_response.this",
    }


# --- Stage ------------------------------------------------------------------------------------------


def test_requests_are_traced(consumer: Instance) -> None:
    assert consumer.the("aws_api_gateway_stage")["xray_tracing_enabled"]


def test_requests_are_throttled(consumer: Instance, everything: Instance) -> None:
    default = consumer.the("aws_api_gateway_method_settings", "all")["settings"][0]
    chosen = everything.the("aws_api_gateway_method_settings", "all")["settings"][0]
    assert (default["throttling_rate_limit"], default["throttling_burst_limit"]) == (50, 100)
    assert (chosen["throttling_rate_limit"], chosen["throttling_burst_limit"]) == (5, 10)


def test_method_settings_hold_for_every_method(consumer: Instance) -> None:
    settings = consumer.the("aws_api_gateway_method_settings", "all")
    assert settings["method_path"] == "*/*"
    assert not settings["settings"][0]["metrics_enabled"]
    assert settings["settings"][0]["logging_level"] == "ERROR"


def test_bodies_and_headers_are_never_traced_into_logs(consumer: Instance, everything: Instance) -> None:
    for instance in (consumer, everything):
        assert (
            instance.the("aws_api_gateway_method_settings", "all")["settings"][0]["data_trace_enabled"]
            is False
        )


def test_access_logs_are_json_without_headers_or_query(consumer: Instance) -> None:
    (settings,) = consumer.the("aws_api_gateway_stage")["access_log_settings"]
    line = json.loads(settings["format"])
    assert set(line.values()) == {
        "$context.requestId",
        "$context.requestTime",
        "$context.identity.sourceIp",
        "$context.identity.userAgent",
        "$context.httpMethod",
        "$context.resourcePath",
        "$context.protocol",
        "$context.status",
        "$context.responseLength",
        "$context.responseLatency",
        "$context.integrationLatency",
        "$context.error.responseType",
        "$context.waf.status",
        "$context.xrayTraceId",
    }


def test_access_logs_go_to_a_group_of_ours(consumer: Instance) -> None:
    (settings,) = consumer.the("aws_api_gateway_stage")["access_log_settings"]
    group = consumer.the("aws_cloudwatch_log_group", "api")["name"]
    assert settings["destination_arn"] == f"arn:aws:logs:eu-central-1:123456789012:log-group:{group}"


def test_without_access_logs_there_is_neither_group_nor_logging(plan: tftest.TerraformPlanOutput) -> None:
    instance = Instance(plan, "module.plain_with_the_same_api")
    assert not instance.the("aws_api_gateway_stage")["access_log_settings"]
    assert instance.the("aws_api_gateway_method_settings", "all")["settings"][0]["logging_level"] == "OFF"
    assert len(instance.every("aws_cloudwatch_log_group")) == 2


def test_the_accounts_role_for_logs_is_made_on_request_alone(
    consumer: Instance, everything: Instance
) -> None:
    assert not consumer.every("aws_api_gateway_account")
    account = everything.the("aws_api_gateway_account")
    role = everything.the("aws_iam_role", "api_gateway_account")
    assert account["cloudwatch_role_arn"] == f"arn:aws:iam::123456789012:role/{role['name']}"
    attachment = everything.the("aws_iam_role_policy_attachment", "api_gateway_account")
    assert attachment["role"] == role["name"]
    assert attachment["policy_arn"].endswith(":policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")


def test_the_stages_own_url_can_be_closed(consumer: Instance, everything: Instance) -> None:
    assert consumer.the("aws_api_gateway_rest_api")["disable_execute_api_endpoint"] is False
    assert everything.the("aws_api_gateway_rest_api")["disable_execute_api_endpoint"] is True


# --- Host name --------------------------------------------------------------------------------------


def test_the_host_name_has_the_certificate_and_modern_tls(consumer: Instance) -> None:
    domain = consumer.the("aws_api_gateway_domain_name")
    assert domain["domain_name"] == "uploads.example.com"
    assert domain["security_policy"] == "TLS_1_2"
    assert domain["regional_certificate_arn"].startswith("arn:aws:acm:eu-central-1:")
    assert domain["endpoint_configuration"][0]["types"] == ["REGIONAL"]


def test_the_host_name_leads_to_the_stage(consumer: Instance) -> None:
    mapping = consumer.the("aws_api_gateway_base_path_mapping")
    assert mapping["domain_name"] == "uploads.example.com"
    assert mapping["stage_name"] == consumer.the("aws_api_gateway_stage")["stage_name"]
    assert mapping["base_path"] == "(none)"


def test_without_a_zone_no_record_is_made(consumer: Instance) -> None:
    assert not consumer.every("aws_route53_record")


def test_with_a_zone_the_host_names_record_is_an_alias(everything: Instance) -> None:
    record = everything.the("aws_route53_record", "api")
    assert (record["zone_id"], record["name"], record["type"]) == (
        "Z0123456789ABCDEFGHIJ",
        "everything.example.com",
        "A",
    )
    assert len(record["alias"]) == 1
