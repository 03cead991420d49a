"""The protocol by hand: both generations, the errors that JSON-RPC and MCP name, and the doors of HTTP and standard input."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import Client

from sightline.faces.api.tests.conftest import token_for
from sightline.faces.mcp.protocol import NEW, answer
from sightline.faces.mcp.stdio import serve
from sightline.kernel.identity.actors import Actor

from .conftest import ENVELOPE, message, send

pytestmark = pytest.mark.django_db


def told(actor: Actor, sent: Any) -> dict[str, Any]:
    reply = answer(actor, sent).message
    assert reply is not None
    return reply


def test_a_new_client_discovers_and_lists(lead: Actor) -> None:
    found = told(lead, message("server/discover", new=True))["result"]
    assert found["supportedVersions"] == [NEW]
    assert found["resultType"] == "complete"
    assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "sightline"
    tools = told(lead, message("tools/list", new=True))["result"]
    assert {"show_record", "list_units"} <= {tool["name"] for tool in tools["tools"]}
    assert (tools["ttlMs"], tools["cacheScope"]) == (0, "private")


def test_an_older_client_shakes_hands(lead: Actor) -> None:
    found = told(
        lead, message("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}})
    )["result"]
    assert (found["protocolVersion"], found["serverInfo"]["name"]) == ("2025-06-18", "sightline")
    assert told(lead, message("initialize", {"protocolVersion": "1999-01-01"}))["result"]["protocolVersion"] == "2025-11-25"
    assert answer(lead, {"jsonrpc": "2.0", "method": "notifications/initialized"}).message is None
    assert told(lead, message("ping"))["result"] == {}
    assert set(told(lead, message("tools/list"))["result"]) == {"tools"}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([], -32600),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, -32602),
        (message("resources/list"), -32601),
        (message("server/discover"), -32601),
        (message("initialize", new=True) | {"method": "nothing"}, -32601),
        (message("tools/call", {"name": "no_such_tool"}), -32602),
        (message("tools/call", {"name": "show_record", "arguments": []}), -32602),
        (message("tools/list", {"_meta": {"io.modelcontextprotocol/protocolVersion": NEW}}), -32602),
        (message("tools/list", {"_meta": {**ENVELOPE, "io.modelcontextprotocol/protocolVersion": "2030-01-01"}}), -32022),
    ],
)
def test_what_can_not_be_answered_is_an_error_of_its_code(sent: Any, code: int, lead: Actor) -> None:
    assert told(lead, sent)["error"]["code"] == code


def test_over_http_only_post_and_only_with_a_token(lead: Actor) -> None:
    secret = token_for(lead).secret
    assert Client().get("/mcp").status_code == 405
    assert Client().post("/mcp", message("ping"), content_type="application/json").status_code == 401
    assert lead.account is not None
    browser = Client()
    browser.force_login(lead.account)
    assert browser.post("/mcp", message("ping"), content_type="application/json").status_code == 401
    assert send(secret, message("ping")).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert send(secret, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    assert send(secret, "{").status_code == 400
    assert send(secret, "{").json()["error"]["code"] == -32700
    assert send(secret, message("nothing")).status_code == 404


def test_headers_must_say_what_the_body_says(lead: Actor) -> None:
    secret = token_for(lead).secret
    sent = message("tools/call", {"name": "show_record", "arguments": {"reference": "UNT-0001"}}, new=True)
    good = send(secret, sent, MCP_Protocol_Version=NEW, Mcp_Method="tools/call", Mcp_Name="show_record")
    assert good.json()["result"]["isError"] is True
    bad = send(secret, sent, MCP_Protocol_Version=NEW, Mcp_Method="tools/list", Mcp_Name="show_record")
    assert (bad.status_code, bad.json()["error"]["code"]) == (400, -32020)


def test_a_token_narrows_the_tools(lead: Actor) -> None:
    secret = token_for(lead, ["tasks.read"]).secret
    listed = send(secret, message("tools/list")).json()["result"]["tools"]
    assert {tool["name"] for tool in listed} == {"show_record", "history_of_record", "search_records", "list_tasks"}
    refused = send(secret, message("tools/call", {"name": "add_task", "arguments": {"title": "Look"}}))
    assert refused.json()["error"]["code"] == -32602


def test_over_standard_input_a_line_is_a_message(lead: Actor) -> None:
    noted = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"})
    lines = [json.dumps(message("ping", identity="a")), "", "nonsense", noted, json.dumps(message("ping", identity=2))]
    out = io.StringIO()
    serve(lead, io.StringIO("\n".join(lines)), out)
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [one["id"] for one in said] == ["a", None, 2]
    assert said[1]["error"]["code"] == -32700
