"""Policies of the catalog: which titles are listed. A draft is tried and compared before it is created."""

import json
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.visits import OperatorVisit, Visit

router = APIRouter()

PAGE_SIZE: Final = 30
SAMPLE: Final = 500
"""Titles that a dry run evaluates."""


@router.get("/admin/policies")
async def policies(visit: OperatorVisit) -> Response:
    """Return the policies, their runs and activations."""
    listed = await visit.listed(
        "admin/catalog-policies", limit=PAGE_SIZE, offset=visit.request.query_params.get("offset", "0")
    )
    parts = await visit.parts(
        runs=("admin/catalog-policies/runs", {"limit": 10}),
        activations=("admin/catalog-policies/activations", {"limit": 10}),
    )
    return visit.render("admin/policies.html", policies=listed.data, meta=listed.meta, **parts)


@router.get("/admin/policies/new")
async def draft(visit: OperatorVisit) -> Response:
    """Return the editor with the policy `from`, or the active one."""
    origin = visit.request.query_params.get("from") or await _active(visit)
    policy = await visit.get(f"admin/catalog-policies/{origin}")
    return _editor(visit, _written(policy["config"]), "")


@router.get("/admin/policies/{policy_id}")
async def policy(visit: OperatorVisit, policy_id: str) -> Response:
    """Return one policy."""
    result = await visit.get(f"admin/catalog-policies/{policy_id}")
    return visit.render("admin/policy.html", policy=result, text=_written(result["config"]))


@router.post("/admin/policies/new")
async def save(visit: OperatorVisit) -> Response:
    """Try the draft against the active policy, or create a policy of it, by the button that was pressed."""
    form = await visit.form()
    text, description = str(form.get("policy") or ""), str(form.get("description") or "")
    try:
        config = json.loads(text)
    except json.JSONDecodeError as error:
        return _editor(visit, text, description, problem=f"JSON: {error.msg} ({error.lineno}:{error.colno})")
    try:
        if form.get("action") == "create":
            body = {**config, "description": description or None} if isinstance(config, dict) else config
            created = (await visit.call("POST", "admin/catalog-policies", json=body)).data
            return visit.redirect(f"/admin/policies/{created['id']}", "admin.policy_created")
        body = {"policy": config, "options": {"mode": "top", "limit": SAMPLE}}
        diff = (await visit.call("POST", "admin/catalog-policies/dry-run/diff", json=body)).data
    except ApiError as error:
        if error.status not in (400, 409, 422):
            raise
        return _editor(visit, text, description, problem=visit.reason(error), problems=error.problems())
    return _editor(visit, text, description, diff=diff)


@router.post("/admin/policies/rollback")
async def roll_back(visit: OperatorVisit) -> Response:
    """Activate the policy before the current one."""
    await visit.form()
    await visit.call("POST", "admin/catalog-policies/rollback")
    return visit.redirect("/admin/policies", "admin.rolled_back")


@router.post("/admin/policies/{policy_id}/prepare")
async def prepare(visit: OperatorVisit, policy_id: str) -> Response:
    """Evaluate the whole catalog by a policy, so that it can be promoted."""
    await visit.form()
    run = (await visit.call("POST", f"admin/catalog-policies/{policy_id}/prepare", json={})).data
    return visit.redirect(f"/admin/policies/runs/{run['runId']}")


async def _active(visit: Visit) -> str:
    listed = await visit.get("admin/catalog-policies", limit=PAGE_SIZE)
    return str(next((one["id"] for one in listed if one["status"] == "active"), ""))


def _written(config: Json) -> str:
    return json.dumps(config, indent=2, ensure_ascii=False)


def _editor(visit: Visit, text: str, description: str, **values: Any) -> Response:
    status = 400 if values.get("problem") else 200
    common: dict[str, Any] = {"problem": "", "problems": {}, "diff": None}
    return visit.render_status(
        status, "admin/policy_editor.html", text=text, description=description, **{**common, **values}
    )
