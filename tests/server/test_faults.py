"""Each fault does what it says, and has an effect only where it says so."""

from typing import Any

import httpx
import pytest

from .conftest import TOKEN, Server


def send(server: Server, chat: int, timeout: float = 30) -> httpx.Response:
    """One send on a connection of its own."""
    with httpx.Client(timeout=timeout, trust_env=False) as http:
        return http.post(f"{server.url}/bot{TOKEN}/sendMessage", json={"chat_id": chat, "text": "x"})


def standing(server: Server, chat: int) -> int:
    return len([one for one in server.get(f"chats/{chat}/messages") if one["from"]["is_bot"]])


@pytest.mark.parametrize(
    ("kind", "status"),
    [(kind, int(kind)) for kind in ("400", "401", "403", "404", "409", "429", "500", "502")],
)
def test_a_refusal_has_no_effect(shared: Server, kind: str, status: int) -> None:
    ana = shared.person("Ana")
    shared.post("faults", kind=kind, count=1, retry_after=7)
    refused = send(shared, ana)
    assert refused.status_code == status
    assert refused.json()["error_code"] == status
    assert refused.json().get("parameters") == ({"retry_after": 7} if kind == "429" else None)
    assert standing(shared, ana) == 0
    assert send(shared, ana).status_code == 200
    assert shared.get("ledger", kind="call")[-2]["fault"] == kind


@pytest.mark.parametrize(("kind", "effect"), [("reset_before", 0), ("reset_after", 1), ("truncated", 1)])
def test_a_broken_connection(shared: Server, kind: str, effect: int) -> None:
    ana = shared.person("Ana")
    shared.post("faults", kind=kind, method="sendmessage")
    with pytest.raises(httpx.TransportError):
        send(shared, ana)
    assert standing(shared, ana) == effect
    assert send(shared, ana).status_code == 200


@pytest.mark.parametrize(("kind", "effect"), [("hang_before", 0), ("hang_after", 1)])
def test_no_answer_at_all(shared: Server, kind: str, effect: int) -> None:
    ana = shared.person("Ana")
    shared.post("faults", kind=kind)
    with pytest.raises(httpx.ReadTimeout):
        send(shared, ana, timeout=0.5)
    assert standing(shared, ana) == effect


def test_garbage_is_no_json_but_had_its_effect(server: Server) -> None:
    ana = server.person("Ana")
    server.post("faults", kind="garbage")
    answer = send(server, ana)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    assert standing(server, ana) == 1


def test_faults_count_down_and_strike_only_their_method_and_chat(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben")
    server.post("faults", kind="500", method="sendMessage", chat=ben, count=2)
    assert server.call("getMe")
    assert [send(server, chat).status_code for chat in (ana, ben, ana, ben, ben)] == [200, 500, 200, 500, 200]
    server.post("faults", kind="500", count=9, description="Internal Server Error: restart")
    assert send(server, ana).json()["description"] == "Internal Server Error: restart"
    server.http.delete(f"{server.url}/control/faults")
    assert send(server, ana).status_code == 200
    assert "unknown kind" in server.denied("faults", kind="earthquake")


def test_a_fault_of_get_updates_acknowledges_nothing(server: Server) -> None:
    ana = server.person("Ana")
    server.post("messages", **{"chat": ana, "from": ana, "text": "x"})
    update: Any = server.updates(acknowledge=False)[0]
    server.post("faults", kind="502", method="getUpdates")
    assert server.refusal("getUpdates", offset=update["update_id"] + 1)[0] == 502
    assert server.updates(acknowledge=False) == [update]
