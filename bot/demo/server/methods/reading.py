"""Getting updates."""

from bot.demo.server.call import Call, method, words
from bot.demo.server.delivery import Webhook
from bot.demo.server.errors import ApiError, Json, bad
from bot.demo.server.hook import loopback_url

MAX_POLL_SECONDS = 50
UPDATE_KINDS = words(
    "message edited_message channel_post edited_channel_post business_connection business_message "
    "edited_business_message deleted_business_messages guest_message message_reaction "
    "message_reaction_count inline_query chosen_inline_result callback_query shipping_query "
    "pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member "
    "chat_join_request chat_boost removed_chat_boost managed_bot"
)
"""Bot API, Update: the kinds that may be asked for."""


def _remember_allowed(call: Call) -> None:
    """Bot API, getUpdates.allowed_updates: if not given, the previous setting stays.

    It does not touch updates that are queued already. A kind that does not exist is refused here, though
    Telegram overlooks it.
    """
    allowed = call.array("allowed_updates")
    if allowed is None:
        return
    for kind in allowed:
        if kind not in UPDATE_KINDS:
            raise bad(f"unknown kind of update {kind!r} in allowed_updates")
    call.world.updates.allowed = frozenset(allowed)


@method("getUpdates", optional="offset limit timeout allowed_updates")
async def get_updates(call: Call) -> list[Json]:
    """Bot API, getUpdates: 1-100 at once; a positive timeout is a long poll; not beside a webhook."""
    updates = call.world.updates
    if updates.webhook is not None:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _remember_allowed(call)
    limit = call.number("limit")
    limit = min(max(100 if limit is None else limit, 1), 100)
    timeout = min(max(call.number("timeout") or 0, 0), MAX_POLL_SECONDS)
    offset = call.number("offset") or 0
    if offset:
        updates.acknowledge(offset)
    return await updates.poll(limit, timeout)


@method(
    "setWebhook",
    "",
    "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
)
def set_webhook(call: Call) -> bool:
    """Bot API, setWebhook: an empty url removes it; secret_token is 1-256 characters of A-Z a-z 0-9 _ -;
    max_connections is 1-100.

    Telegram wants HTTPS; its local server permits HTTP, and this one reaches no further than this machine.
    """
    world = call.world
    url = call.text("url") or ""
    if not url:
        return forget_webhook(call)
    if not loopback_url(url):
        raise bad("bad webhook: only http://127.0.0.1 or http://localhost can be reached from here")
    secret = call.text("secret_token")
    if secret is not None and not _is_secret(secret):
        raise bad("secret token contains unallowed characters")
    connections = call.number("max_connections") or 40
    if not 1 <= connections <= 100:
        raise bad("max_connections must be between 1 and 100")
    _remember_allowed(call)
    if call.flag("drop_pending_updates"):
        _drop(call)
    world.updates.webhook = Webhook(url, secret, connections)
    world.hook.start()
    return True


@method("deleteWebhook", optional="drop_pending_updates")
def delete_webhook(call: Call) -> bool:
    return forget_webhook(call)


def forget_webhook(call: Call) -> bool:
    call.world.updates.webhook = None
    call.world.updates.bell.ring()
    if call.flag("drop_pending_updates"):
        _drop(call)
    return True


def _drop(call: Call) -> None:
    gone, call.world.updates.pending = call.world.updates.pending, []
    call.world.updates.confirm(gone, dropped=True)


def _is_secret(secret: str) -> bool:
    return 1 <= len(secret) <= 256 and all(c.isascii() and (c.isalnum() or c in "_-") for c in secret)


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    updates = call.world.updates
    hook = updates.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if hook:
        info["max_connections"] = hook.max_connections
        if hook.last_error_date is not None:
            info["last_error_date"] = hook.last_error_date
            info["last_error_message"] = hook.last_error
    if updates.allowed:
        info["allowed_updates"] = sorted(updates.allowed)
    return info


METHODS = (get_updates, set_webhook, delete_webhook, get_webhook_info)
