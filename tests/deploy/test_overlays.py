"""What only one overlay must have: its namespace, images, scaling, and the access of single users."""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.deploy.kafka_access import access_of
from tests.deploy.manifests import Manifest, kinds, pick, title
from tests.deploy.workloads import images_pinned

from contracts.event_catalog import ANNOUNCEMENTS, PUBLIC_EVENTS
from service_table.table import services

pytestmark = pytest.mark.unit


OVERLAYS = {"dev": "marquee-dev", "staging": "marquee-staging", "prod": "marquee"}
"""The namespace of each overlay."""


def unrestricted(manifests: list[Manifest], namespace: str) -> list[str]:
    """Return why an overlay is not one namespace that takes restricted pods only."""
    problems = []
    spaces = {space["metadata"]["name"]: space["metadata"] for space in kinds(manifests, "Namespace")}
    if list(spaces) != [namespace]:
        problems.append(f"makes {', '.join(spaces) or 'no namespace'}")
    for name, metadata in spaces.items():
        if metadata.get("labels", {}).get("pod-security.kubernetes.io/enforce") != "restricted":
            problems.append(f"{name} takes any pod")
    others = [manifest for manifest in manifests if manifest["kind"] != "Namespace"]
    problems += [f"{title(item)} is elsewhere" for item in others if item["metadata"].get("namespace") != namespace]
    return problems


def test_every_overlay_is_known(k8s: Path) -> None:
    assert {path.parent.name for path in k8s.glob("overlays/*/kustomization.yaml")} == set(OVERLAYS)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_lives_in_a_restricted_namespace(overlay: str, rendered: Mapping[str, list[Manifest]]) -> None:
    assert unrestricted(rendered[overlay], OVERLAYS[overlay]) == []


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda all_: pick(all_, "Namespace", "marquee")["metadata"].pop("labels"), "marquee takes any pod"),
        (
            lambda all_: pick(all_, "Namespace", "marquee")["metadata"]["labels"].update(
                {"pod-security.kubernetes.io/enforce": "baseline"}
            ),
            "marquee takes any pod",
        ),
        (lambda all_: all_.remove(pick(all_, "Namespace", "marquee")), "makes no namespace"),
        (
            lambda all_: pick(all_, "Deployment", "auth-api")["metadata"].pop("namespace"),
            "Deployment auth-api is elsewhere",
        ),
    ],
)
def test_an_unrestricted_overlay_is_named(
    spoil: Callable[[list[Manifest]], object], problem: str, rendered: Mapping[str, list[Manifest]]
) -> None:
    manifests = copy.deepcopy(rendered["prod"])
    spoil(manifests)
    assert unrestricted(manifests, OVERLAYS["prod"]) == [problem]


@pytest.mark.parametrize("overlay", ["staging", "prod"])
def test_staging_and_production_have_the_same_parts(overlay: str, rendered: Mapping[str, list[Manifest]]) -> None:
    present = {manifest["kind"] for manifest in rendered[overlay]}
    assert {"NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler", "ScaledObject"} <= present
    assert {"Gateway", "HTTPRoute", "ObjectStore", "ScheduledBackup"} <= present
    assert "Ingress" not in present


def test_only_production_calls_providers(rendered: Mapping[str, list[Manifest]]) -> None:
    with_simulator = {
        overlay
        for overlay in OVERLAYS
        if "provider-simulator" in {manifest["metadata"]["name"] for manifest in rendered[overlay]}
    }
    assert with_simulator == {"dev", "staging"}


def test_staging_has_an_address_of_its_own_everywhere(rendered: Mapping[str, list[Manifest]]) -> None:
    [gateway] = kinds(rendered["staging"], "Gateway")
    assert {entry["hostname"] for entry in gateway["spec"]["listeners"]} == {"staging.marquee.example.org"}
    values = [value for item in kinds(rendered["staging"], "ConfigMap") for value in item["data"].values()]
    assert "https://staging.marquee.example.org" in values
    assert [value for value in values if "://marquee.example.org" in value] == []


def test_only_notifications_hands_mail_over_and_to_no_private_address(rendered: Mapping[str, list[Manifest]]) -> None:
    rules = [
        (policy["metadata"]["name"], rule)
        for policy in kinds(rendered["prod"], "NetworkPolicy")
        for rule in policy["spec"].get("egress", ())
        if {465, 587} & {port["port"] for port in rule.get("ports", ())}
    ]
    [(name, rule)] = rules
    assert name == "notifications"
    assert [port["port"] for port in rule["ports"]] == [80, 443, 465, 587, 8443]
    assert "10.0.0.0/8" in rule["to"][0]["ipBlock"]["except"]


OUTSIDE = {spec.name for spec in services() if spec.network.internet}
NOT_OUTSIDE = {"10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}


def test_services_that_call_others_reach_public_addresses_only(rendered: Mapping[str, list[Manifest]]) -> None:
    """As the guards of their processes: neither private networks, nor the metadata of a cloud."""
    blocks = {
        policy["metadata"]["name"]: set(target["ipBlock"]["except"])
        for policy in kinds(rendered["prod"], "NetworkPolicy")
        for rule in policy["spec"].get("egress", ())
        for target in rule.get("to", ())
        if "ipBlock" in target
    }
    assert {name for name in blocks if name in OUTSIDE} == OUTSIDE
    assert {name: left for name, excepted in blocks.items() if (left := NOT_OUTSIDE - excepted)} == {}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_overlays_pin_their_images(overlay: str, rendered: Mapping[str, list[Manifest]]) -> None:
    assert images_pinned(rendered[overlay]) == []


def test_a_release_pins_images_by_digest(rendered: Mapping[str, list[Manifest]]) -> None:
    pod = pick(rendered["digests"], "Deployment", "auth-api")["spec"]["template"]["spec"]
    digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert pod["containers"][0]["image"] == f"registry.example.org/marquee/marquee-auth@{digest}"
    assert images_pinned(rendered["digests"]) == []


@pytest.mark.parametrize(
    "image",
    [
        "marquee-auth",
        "r/marquee-auth",
        "r/marquee-auth:latest",
        "marquee-auth:1",
        "r/marquee-auth@sha256:short",
        "r/marquee-auth:latest@sha256:" + "0" * 64,
    ],
)
def test_an_image_that_is_not_pinned_is_named(image: str, rendered: Mapping[str, list[Manifest]]) -> None:
    manifests = copy.deepcopy(rendered["prod"])
    pick(manifests, "Deployment", "auth-api")["spec"]["template"]["spec"]["containers"][0].update(image=image)
    assert images_pinned(manifests) == [f"Deployment auth-api: {image} is not pinned"]


@pytest.mark.parametrize("combination", OVERLAYS)
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


@pytest.mark.parametrize("combination", OVERLAYS)
def test_gateway_reads_ended_sessions_changes_and_public_events(
    combination: str, rendered: Mapping[str, list[Manifest]]
) -> None:
    gateway = pick(rendered[combination], "KafkaUser", "gateway")
    public = {("topic", event.topic, "Read") for event in PUBLIC_EVENTS}
    announced = (event.topic for event in ANNOUNCEMENTS.values())
    internal = {
        ("topic", name, "Read")
        for name in ("session.revoked", "playback.session.ended", "subscription.changed", *announced)
    }
    assert access_of(gateway) == internal | public
