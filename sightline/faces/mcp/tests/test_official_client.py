"""The official client, over HTTP against a running server and over standard input and output against the command, in both generations."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from pytest_django.live_server_helper import LiveServer

from sightline.aims.organisation.models import Unit
from sightline.faces.api.tests.conftest import token_for
from tests.support.people import make_actor
from tests.support.product import ADMIN, COMMAND, Product


async def _use(server: Any, mode: str) -> tuple[str, list[str], Any, Any]:
    async with Client(server, mode=mode, read_timeout_seconds=60) as client:
        tools = await client.list_tools()
        made = await client.call_tool("add_unit", {"name": f"Claims {mode}", "kind": "team", "reason": "It exists."})
        refused = await client.call_tool("add_unit", {"kind": "team"})
        listed = await client.call_tool("list_units", {"q": "claims"})
        assert refused.is_error
        assert "name" in refused.content[0].text  # type: ignore[union-attr]
        return client.protocol_version, [tool.name for tool in tools.tools], made.structured_content, listed.structured_content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mode", "spoken"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_the_official_client_works_over_http(mode: str, spoken: str, live_server: LiveServer) -> None:
    secret = token_for(make_actor("lead")).secret

    async def over_http() -> tuple[str, list[str], Any, Any]:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"}) as http:
            return await _use(streamable_http_client(f"{live_server.url}/mcp", http_client=http), mode)

    version, tools, made, listed = asyncio.run(over_http())
    assert version == spoken
    assert {"list_units", "show_record", "search_records"} <= set(tools)
    assert made["version"] == 1
    assert listed["items"][0]["name"] == Unit.objects.get().name


# Its probe gives up after ten seconds and shakes hands instead; a process that starts on a busy machine may take longer, so no "auto" here.
@pytest.mark.parametrize(("mode", "spoken"), [("2026-07-28", "2026-07-28"), ("legacy", "2025-11-25")])
def test_the_official_client_works_over_standard_input(mode: str, spoken: str, empty_product: Product) -> None:
    empty_product.init()
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    command = StdioServerParameters(
        command=str(COMMAND), args=["--as", ADMIN, "mcp"], env={**kept, "SIGHTLINE_HOME": str(empty_product.home)}
    )
    version, tools, made, listed = asyncio.run(_use(command, mode))
    assert version == spoken
    assert {"list_units", "show_record", "search_records"} <= set(tools)
    assert made["version"] == 1
    assert listed["count"] == 1
    assert empty_product.json("history", made["reference"])["versions"][0]["face"] == "mcp"
