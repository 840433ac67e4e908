"""What only one overlay must have: its namespace, images, scaling, and the access of single users."""

import copy
from collections.abc import Mapping

import pytest
from tests.deploy.kafka_access import access_of
from tests.deploy.manifests import Manifest, kinds, pick
from tests.deploy.workloads import images_pinned

from contracts.event_catalog import ANNOUNCEMENTS, PUBLIC_EVENTS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("overlay", "namespace"), [("dev", "marquee-dev"), ("prod", "marquee")])
def test_an_overlay_lives_in_a_restricted_namespace(
    overlay: str, namespace: str, rendered: Mapping[str, list[Manifest]]
) -> None:
    [space] = kinds(rendered[overlay], "Namespace")
    assert space["metadata"]["name"] == namespace
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [manifest for manifest in rendered[overlay] if manifest["kind"] != "Namespace"]
    assert {manifest["metadata"]["namespace"] for manifest in others} == {namespace}


def test_production_has_network_policies_budgets_and_scaling(rendered: Mapping[str, list[Manifest]]) -> None:
    kinds = {manifest["kind"] for manifest in rendered["prod"]}
    assert {"NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler", "ScaledObject", "Ingress"} <= kinds
    assert "provider-simulator" not in {manifest["metadata"]["name"] for manifest in rendered["prod"]}


def test_only_notifications_hands_mail_over_and_to_no_private_address(rendered: Mapping[str, list[Manifest]]) -> None:
    rules = [
        (policy["metadata"]["name"], rule)
        for policy in kinds(rendered["prod"], "NetworkPolicy")
        for rule in policy["spec"].get("egress", ())
        if {465, 587} & {port["port"] for port in rule.get("ports", ())}
    ]
    [(name, rule)] = rules
    assert name == "notifications"
    assert [port["port"] for port in rule["ports"]] == [443, 465, 587]
    assert "10.0.0.0/8" in rule["to"][0]["ipBlock"]["except"]


@pytest.mark.parametrize("overlay", ["dev", "prod"])
def test_overlays_pin_their_images(overlay: str, rendered: Mapping[str, list[Manifest]]) -> None:
    assert images_pinned(rendered[overlay]) == []


@pytest.mark.parametrize("image", ["marquee-auth", "r/marquee-auth", "r/marquee-auth:latest", "marquee-auth:1"])
def test_an_image_that_is_not_pinned_is_named(image: str, rendered: Mapping[str, list[Manifest]]) -> None:
    manifests = copy.deepcopy(rendered["prod"])
    pick(manifests, "Deployment", "auth-api")["spec"]["template"]["spec"]["containers"][0].update(image=image)
    assert images_pinned(manifests) == [f"Deployment auth-api: {image} is not pinned"]


@pytest.mark.parametrize("combination", ["dev", "prod"])
def test_only_auth_writes_about_users_and_sessions(combination: str, rendered: Mapping[str, list[Manifest]]) -> None:
    writers = {
        (user["metadata"]["name"], name)
        for user in kinds(rendered[combination], "KafkaUser")
        for kind, name, operation in access_of(user)
        if operation == "Write" and name.startswith(("user.", "session.")) and not name.endswith(".dlq")
    }
    # The services that users watch are the catalog's.
    assert {user for user, name in writers if name != "user.services.changed"} == {"auth"}
    assert {name for _, name in writers} >= {"user.registered", "user.deleted", "session.revoked"}


@pytest.mark.parametrize("combination", ["dev", "prod"])
def test_gateway_reads_ended_sessions_changes_and_public_events(
    combination: str, rendered: Mapping[str, list[Manifest]]
) -> None:
    gateway = pick(rendered[combination], "KafkaUser", "gateway")
    public = {("topic", event.topic, "Read") for event in PUBLIC_EVENTS}
    internal = {
        ("topic", name, "Read") for name in ("session.revoked", *(event.topic for event in ANNOUNCEMENTS.values()))
    }
    assert access_of(gateway) == internal | public
