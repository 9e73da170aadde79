"""The planned web ACL: its rules, their order, and its decisions on requests."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from copy import deepcopy
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
import tftest

from tests.unit.module.planned import Instance, Values
from tests.unit.module.waf_evaluator import Decision, Request, decide

AUTH_HEADER = "x-api-gateway-img-upload-auth"
BROWSER = {"user-agent": "Mozilla/5.0"}
AUTHORIZED = BROWSER | {AUTH_HEADER: "whatever the function will say of it"}
ALLOWED = Decision("allow", None)


@pytest.fixture(scope="module")
def web_acl(consumer: Instance) -> Values:
    return consumer.the("aws_wafv2_web_acl")


@pytest.fixture(scope="module")
def watching(everything: Instance) -> Values:
    """A web ACL with Bot Control; its rules `auth-header`, `common` and `rate-limit` only count."""
    return everything.the("aws_wafv2_web_acl")


@pytest.fixture(scope="module")
def strict(plan: tftest.TerraformPlanOutput) -> Values:
    """A web ACL with Bot Control, without rules that only count."""
    return Instance(plan, "module.counted[0]").the("aws_wafv2_web_acl")


@pytest.fixture(scope="module")
def polling(plain_with_an_origin: Instance) -> Values:
    """The web ACL of an API with the upload status; all other options have their defaults."""
    return plain_with_an_origin.the("aws_wafv2_web_acl")


@pytest.fixture(scope="module")
def trusting(watching: Values) -> Values:
    """The web ACL `watching`, which has trusted backends, with each of our own rules blocking."""
    web_acl = deepcopy(watching)
    for rule in web_acl["rule"]:
        if rule["action"]:
            rule["action"] = [{"block": [{}]}]
    return web_acl


def names_by_priority(web_acl: Values) -> list[str]:
    return [rule["name"] for rule in sorted(web_acl["rule"], key=lambda rule: int(rule["priority"]))]


# --- Configuration ----------------------------------------------------------------------------------


def test_rules_stand_in_their_order(web_acl: Values) -> None:
    assert names_by_priority(web_acl) == [
        "ip-reputation",
        "common",
        "known-bad-inputs",
        "sql-injection",
        "auth-header",
        "rate-limit",
    ]


def test_bot_control_is_last_and_asked_for(watching: Values) -> None:
    assert names_by_priority(watching)[-1] == "bot-control"


def test_bot_control_inspects_at_the_common_level(watching: Values) -> None:
    (rule,) = [rule for rule in watching["rule"] if rule["name"] == "bot-control"]
    (config,) = rule["statement"][0]["managed_rule_group_statement"][0]["managed_rule_group_configs"]
    assert config["aws_managed_rules_bot_control_rule_set"] == [
        # For COMMON, AWS returns machine learning as off. The provider's default, on, would always differ.
        {"inspection_level": "COMMON", "enable_machine_learning": False}
    ]


def test_managed_groups_are_awss_own(web_acl: Values) -> None:
    groups = {
        rule["name"]: (group["vendor_name"], group["name"])
        for rule in web_acl["rule"]
        for group in rule["statement"][0]["managed_rule_group_statement"]
    }
    assert groups == {
        "ip-reputation": ("AWS", "AWSManagedRulesAmazonIpReputationList"),
        "common": ("AWS", "AWSManagedRulesCommonRuleSet"),
        "known-bad-inputs": ("AWS", "AWSManagedRulesKnownBadInputsRuleSet"),
        "sql-injection": ("AWS", "AWSManagedRulesSQLiRuleSet"),
    }


def test_the_web_acl_is_regional_as_the_api_is(web_acl: Values) -> None:
    assert web_acl["scope"] == "REGIONAL"


def test_every_rule_has_metrics_of_its_own(web_acl: Values) -> None:
    settings = [block["visibility_config"][0] for block in [web_acl, *web_acl["rule"]]]
    assert len({setting["metric_name"] for setting in settings}) == 1 + len(web_acl["rule"])
    assert all(setting["cloudwatch_metrics_enabled"] for setting in settings)


def test_samples_and_logs_show_neither_the_auth_header_nor_the_query_string(
    web_acl: Values, watching: Values
) -> None:
    for acl in (web_acl, watching):
        assert all(block["visibility_config"][0]["sampled_requests_enabled"] for block in (acl, *acl["rule"]))
        protected = {
            (part["action"], field["field_type"], *(field["field_keys"] or ()))
            for part in acl["data_protection_config"][0]["data_protection"]
            for field in part["field"]
            if not part["exclude_rule_match_details"] and not part["exclude_rate_based_details"]
        }
        assert protected == {
            ("SUBSTITUTION", "SINGLE_HEADER", AUTH_HEADER),
            ("SUBSTITUTION", "QUERY_STRING"),
        }


def test_one_web_acl_is_associated_with_the_stage(consumer: Instance) -> None:
    association = "aws_wafv2_web_acl_association.this"
    assert "aws_api_gateway_stage.this.arn" in consumer.references(association, "resource_arn")
    assert "aws_wafv2_web_acl.this[0].arn" in consumer.references(association, "web_acl_arn")
    assert len(consumer.every("aws_wafv2_web_acl_association")) == 1


def test_the_log_has_the_auth_header_redacted(consumer: Instance) -> None:
    logging = consumer.the("aws_wafv2_web_acl_logging_configuration")
    redacted = [header["name"] for fields in logging["redacted_fields"] for header in fields["single_header"]]
    assert redacted == [AUTH_HEADER]


def test_the_log_goes_to_a_group_that_waf_may_write_to(consumer: Instance) -> None:
    logging = consumer.the("aws_wafv2_web_acl_logging_configuration")
    group = consumer.the("aws_cloudwatch_log_group", "waf")["name"]
    assert group.startswith("aws-waf-logs-")
    assert logging["log_destination_configs"] == [f"arn:aws:logs:eu-central-1:123456789012:log-group:{group}"]


def test_the_log_is_of_this_web_acl(consumer: Instance) -> None:
    logging = "aws_wafv2_web_acl_logging_configuration.this"
    assert "aws_wafv2_web_acl.this[0].arn" in consumer.references(logging, "resource_arn")


def test_without_waf_nothing_of_it_is_made(plain: Instance) -> None:
    assert not {type_ for type_ in plain.types() if "waf" in type_}


# --- Requests ---------------------------------------------------------------------------------------


def test_a_request_with_the_header_passes(web_acl: Values) -> None:
    assert decide(web_acl, Request(headers=AUTHORIZED)) == ALLOWED


def test_a_request_without_the_header_is_blocked(web_acl: Values) -> None:
    assert decide(web_acl, Request(headers=BROWSER)) == Decision("block", "auth-header")


def test_an_empty_header_is_blocked(web_acl: Values) -> None:
    assert decide(web_acl, Request(headers=BROWSER | {AUTH_HEADER: ""})) == Decision("block", "auth-header")


def test_the_header_passes_in_any_case(web_acl: Values) -> None:
    odd = BROWSER | {"X-Api-Gateway-IMG-Upload-Auth": "known"}
    assert decide(web_acl, Request(headers=odd)) == ALLOWED


def test_another_header_is_not_the_header(web_acl: Values) -> None:
    other = BROWSER | {"authorization": "known", f"{AUTH_HEADER}-2": "known"}
    assert decide(web_acl, Request(headers=other)) == Decision("block", "auth-header")


def test_a_preflight_passes_without_the_header(web_acl: Values) -> None:
    preflight = BROWSER | {"origin": "https://app.example.com", "access-control-request-method": "GET"}
    assert decide(web_acl, Request("OPTIONS", headers=preflight)) == ALLOWED


@pytest.mark.parametrize(
    "method", ["HEAD", "POST", "PUT", "DELETE", "PATCH", "options", "OPTIONSX", "XOPTIONS"]
)
def test_no_other_method_passes_without_the_header(web_acl: Values, method: str) -> None:
    assert decide(web_acl, Request(method, headers=BROWSER)) == Decision("block", "auth-header")


@pytest.mark.parametrize(
    ("request_", "rule"),
    [
        (Request(headers=AUTHORIZED, address="198.51.100.66"), "ip-reputation"),
        (Request(headers=AUTHORIZED | {"user-agent": "nmap"}), "common"),
        (Request(headers={AUTH_HEADER: "known"}), "common"),
        (Request(headers=AUTHORIZED, query="userId=${jndi:ldap://x}"), "known-bad-inputs"),
        (Request(headers=AUTHORIZED | {AUTH_HEADER: "${jndi:ldap://x}"}), "known-bad-inputs"),
        (Request(headers=AUTHORIZED, query="userId=u' OR 1=1"), "sql-injection"),
    ],
    ids=["known-bad-address", "bad-bot", "no-user-agent", "log4j-in-query", "log4j-in-header", "sql"],
)
def test_an_attack_is_blocked_even_with_the_header(web_acl: Values, request_: Request, rule: str) -> None:
    assert decide(web_acl, request_) == Decision("block", rule)


def test_an_attack_is_blocked_even_as_a_preflight(web_acl: Values) -> None:
    attack = Request("OPTIONS", headers=BROWSER | {"origin": "${jndi:ldap://x}"})
    assert decide(web_acl, attack) == Decision("block", "known-bad-inputs")


def test_an_address_may_ask_1000_times_in_five_minutes(web_acl: Values) -> None:
    (rule,) = [rule for rule in web_acl["rule"] if rule["name"] == "rate-limit"]
    assert rule["statement"][0]["rate_based_statement"][0]["evaluation_window_sec"] == 300
    assert decide(web_acl, Request(headers=AUTHORIZED, requests_in_window=1000)) == ALLOWED
    assert decide(web_acl, Request(headers=AUTHORIZED, requests_in_window=1001)) == Decision(
        "block", "rate-limit"
    )


def test_preflights_are_limited_too(web_acl: Values) -> None:
    assert decide(web_acl, Request("OPTIONS", headers=BROWSER, requests_in_window=1001)).action == "block"


def test_the_limit_is_an_input(watching: Values) -> None:
    (rule,) = [rule for rule in watching["rule"] if rule["name"] == "rate-limit"]
    assert rule["statement"][0]["rate_based_statement"][0]["limit"] == 200


# --- Polls of an upload's status ----------------------------------------------------------------------

STATUS = "/upload-status"


def polled(polls: int, **changes: object) -> Request:
    """Return a poll from an address that has sent this many polls in the last five minutes."""
    return replace(Request(headers=AUTHORIZED, path=STATUS, requests_in_window=polls), **changes)  # type: ignore[arg-type]


def test_a_hundred_users_behind_one_address_upload_and_poll(polling: Values) -> None:
    # In five minutes each user uploads eight files and polls six times for each, because clients back off.
    uploads, polls = 100 * 8, 100 * 8 * 6
    upload = Request(headers=AUTHORIZED, requests_in_window=uploads, others_in_window={STATUS: polls})

    assert decide(polling, upload) == ALLOWED
    assert decide(polling, polled(polls, others_in_window={"/upload-url": uploads})) == ALLOWED


def test_polls_do_not_make_room_for_more_uploads(polling: Values) -> None:
    assert decide(polling, Request(headers=AUTHORIZED, requests_in_window=1001)).rule == "rate-limit"
    assert decide(polling, Request(headers=AUTHORIZED, path="/v1/upload-url", requests_in_window=1001)) == (
        Decision("block", "rate-limit")
    )


def test_polls_and_uploads_together_have_a_limit(polling: Values) -> None:
    few = {"/upload-url": 500}
    assert decide(polling, polled(5500, others_in_window=few)) == ALLOWED
    assert decide(polling, polled(5501, others_in_window=few)) == Decision("block", "status-rate-limit")


def test_a_trusted_backend_has_a_limit_of_its_own(trusting: Values) -> None:
    backend = Request(headers=AUTHORIZED, is_trusted=True, requests_in_window=5000)
    assert decide(trusting, backend) == ALLOWED
    assert decide(trusting, replace(backend, path=STATUS)) == ALLOWED
    assert decide(trusting, replace(backend, requests_in_window=5001)) == Decision(
        "block", "trusted-rate-limit"
    )
    assert decide(trusting, replace(backend, is_trusted=False)) == Decision("block", "rate-limit")
    assert decide(trusting, polled(401)) == Decision("block", "status-rate-limit")


def test_a_trusted_backend_passes_no_other_rule(trusting: Values) -> None:
    attack = Request(headers=AUTHORIZED, query="userId=${jndi:ldap://x}", is_trusted=True)
    assert decide(trusting, attack) == Decision("block", "known-bad-inputs")
    assert decide(trusting, Request(headers=BROWSER, is_trusted=True)) == Decision("block", "auth-header")


def test_the_trusted_addresses_are_the_ones_given(everything: Instance, consumer: Instance) -> None:
    assert everything.the("aws_wafv2_ip_set", "trusted")["addresses"] == ["192.0.2.0/28"]
    assert not consumer.every("aws_wafv2_ip_set")


# --- Names, by our evaluator: an approximation of AWS's rules ------------------------------------------

REFUSED_NAMES = {
    "猫" * 230: "common",
    "server.log": "common",
    "desktop.ini": "common",
    "../../etc/passwd": "common",
    "<script>alert(1)</script>": "common",
    "${jndi:ldap://x}": "known-bad-inputs",
    "x' or 1=1 --": "sql-injection",
}


def named(**parameters: str) -> Request:
    return Request(headers=AUTHORIZED, query=urlencode({**parameters, "ext": "png"}, quote_via=quote))


@pytest.mark.parametrize(("name", "rule"), REFUSED_NAMES.items())
def test_a_name_that_resembles_an_attack_is_refused_as_text(web_acl: Values, name: str, rule: str) -> None:
    assert decide(web_acl, named(userId="u", filename=name)) == Decision("block", rule)


@pytest.mark.parametrize("name", REFUSED_NAMES)
def test_the_same_name_passes_as_our_clients_send_it(web_acl: Values, name: str) -> None:
    encoded = urlsafe_b64encode(name.encode()).decode()

    assert decide(web_acl, named(userIdBase64url=encoded[:40], filenameBase64url=encoded)) == ALLOWED


def test_no_rule_may_be_excused_from_looking_at_a_name(web_acl: Values) -> None:
    for rule in web_acl["rule"]:
        for group in rule["statement"][0]["managed_rule_group_statement"]:
            assert (group["rule_action_override"], group["scope_down_statement"]) == ([], [])


# --- Watching before blocking -----------------------------------------------------------------------


def test_a_rule_that_counts_lets_through(watching: Values) -> None:
    assert decide(watching, Request(headers=BROWSER)) == Decision("allow", None, ("auth-header",))


def test_a_group_that_counts_lets_through(watching: Values) -> None:
    scanner = Request(headers=AUTHORIZED | {"user-agent": "Mozilla/5.0 nmap"})
    assert decide(watching, scanner) == Decision("allow", None, ("common",))


def test_a_rate_limit_that_counts_lets_through(watching: Values) -> None:
    assert decide(watching, Request(headers=AUTHORIZED, requests_in_window=201)) == Decision(
        "allow", None, ("rate-limit",)
    )


def test_one_managed_rule_can_count_alone(watching: Values) -> None:
    assert decide(watching, Request(headers=AUTHORIZED, query="userId=u' OR 1=1")) == Decision(
        "allow", None, ("sql-injection",)
    )


def test_what_does_not_count_still_blocks(watching: Values) -> None:
    attack = Request(headers=AUTHORIZED, query="userId=${jndi:ldap://x}")
    assert decide(watching, attack) == Decision("block", "known-bad-inputs")


# --- Bot Control ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "client", ["curl/8.7.1", "Python-urllib/3.13", "node", "Go-http-client/2.0", "App/1"]
)
@pytest.mark.parametrize("address", ["203.0.113.7", "198.51.100.99"], ids=["home", "data-centre"])
def test_bot_control_lets_an_apis_own_callers_in(watching: Values, client: str, address: str) -> None:
    caller = Request(headers=AUTHORIZED | {"user-agent": client}, address=address)
    assert decide(watching, caller) == Decision("allow", None, ("bot-control",))


@pytest.mark.parametrize("robot", ["Scrapy/2.11", "Mozilla/5.0 HeadlessChrome/126.0"])
def test_bot_control_blocks_robots_when_it_is_asked_for(
    web_acl: Values, watching: Values, robot: str
) -> None:
    request = Request(headers=AUTHORIZED | {"user-agent": robot})
    assert decide(watching, request) == Decision("block", "bot-control")
    assert decide(web_acl, request) == ALLOWED


def test_what_bot_control_counts_can_be_chosen(strict: Values) -> None:
    library = Request(headers=AUTHORIZED | {"user-agent": "curl/8.7.1"})
    assert decide(strict, library) == Decision("block", "bot-control")
